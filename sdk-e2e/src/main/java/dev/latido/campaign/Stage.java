package dev.latido.campaign;

import dev.latido.testkit.proxy.FaultProxy;
import java.util.List;

/**
 * The components of a cell that faults can affect.
 *
 * @param network between all processes and the broker
 */
record Stage(BrokerUnderTest broker, FaultProxy network, Servers servers, Worker publisher, List<Worker> subscribers) {

    /** Returns a process: 0 for the publisher, from 1 for a subscriber. */
    Worker worker(int target) {
        return target == 0 ? publisher : subscribers.get(target - 1);
    }
}
