package dev.latido.campaign;

import dev.latido.testkit.proxy.FaultProxy;
import java.util.List;

/**
 * What a cell's faults befall.
 *
 * @param network between all processes and the broker
 */
record Stage(BrokerUnderTest broker, FaultProxy network, Servers servers, Worker publisher, List<Worker> subscribers) {

    /** 0 for the publisher, 1 and up for a subscriber. */
    Worker worker(int target) {
        return target == 0 ? publisher : subscribers.get(target - 1);
    }
}
