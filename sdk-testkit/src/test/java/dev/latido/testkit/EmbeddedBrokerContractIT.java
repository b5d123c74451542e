package dev.latido.testkit;

@WithBroker(
        kind = BrokerKind.EMBEDDED,
        tls = true,
        users = {BrokerContract.DEVICE_USER, BrokerContract.BACKEND_USER, BrokerContract.UNRULED_USER},
        acl = {BrokerContract.DEVICE_WRITES, BrokerContract.DEVICE_READS, BrokerContract.BACKEND_RULE},
        receiveMaximum = BrokerContract.RECEIVE_MAXIMUM,
        queueSize = BrokerContract.QUEUE_SIZE)
class EmbeddedBrokerContractIT extends BrokerContract {}
