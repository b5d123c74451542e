package dev.latido.testkit;

@WithBroker(
        kind = BrokerKind.HIVEMQ_CONTAINER,
        tls = true,
        users = {BrokerContract.DEVICE_USER, BrokerContract.BACKEND_USER, BrokerContract.UNRULED_USER},
        acl = {BrokerContract.DEVICE_WRITES, BrokerContract.DEVICE_READS, BrokerContract.BACKEND_RULE},
        receiveMaximum = BrokerContract.RECEIVE_MAXIMUM,
        queueSize = BrokerContract.QUEUE_SIZE)
class HiveMqContainerBrokerContractIT extends BrokerContract {}
