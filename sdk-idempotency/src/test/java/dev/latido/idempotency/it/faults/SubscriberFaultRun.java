package dev.latido.idempotency.it.faults;

import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.topics.Topic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run: producers publish ids in random order, the network delivers a fifth of them twice and loses connections, a
 * shared group of consumers works on them and dies all the time, the database is killed in the middle, Redis, where it
 * is used, twice. Then it calms down, and effects are counted.
 */
final class SubscriberFaultRun {

    private static final int PRODUCERS = 4;
    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** With a calm network, what has not come by then does not come. */
    private static final Duration QUIET = Duration.ofMillis(1_500);

    private static final Duration FLUSHES = Duration.ofMillis(200);

    private final Pattern pattern;
    private final long seed;
    private final int ids;
    private final int workers;
    private final Backends backends;
    private final AtomicBoolean calm = new AtomicBoolean();
    private final Map<FaultPoint, AtomicLong> faults = Life.counters();
    private final BlockingQueue<Integer> dead = new LinkedBlockingQueue<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Life> lives = new ArrayList<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger subscribed = new AtomicInteger();
    private final FaultProxy network;
    private final Random dice;
    private final String name;
    private final Member.Surroundings around;
    private final String direct;
    private int redisKills;
    private long nextFlush;

    SubscriberFaultRun(Pattern pattern, long seed, int ids, int workers, TestBroker broker, Backends backends) {
        this.pattern = pattern;
        this.seed = seed;
        this.ids = ids;
        this.workers = workers;
        this.backends = backends;
        this.dice = new Random(seed);
        this.name = pattern.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + seed;
        this.direct = broker.uri();
        this.network = FaultProxy.to(broker.host(), broker.port()).seed(seed).start();
        this.around = new Member.Surroundings(
                network.uri(), name, "acme/v1/evt/" + name + "/#", backends, new Effects(backends.database(), name));
    }

    /** What came of it. */
    record Result(
            Pattern pattern,
            int ids,
            int lost,
            int duplicated,
            long afterCommit,
            int deaths,
            long faults,
            long cuts,
            long copies) {}

    Result run() throws Exception {
        try {
            network.when(Packets.of(PacketType.SUBACK).toClient().where(packet -> subscribed.incrementAndGet() < 0))
                    .drop();
            for (int i = 0; i < workers; i++) {
                members.add(null);
                lives.add(null);
                revive(i);
            }
            awaitMembers();
            network.when(Packets.of(PacketType.PUBLISH).toClient().probability(0.2))
                    .redeliverAsNew();
            publish();
            long copies = network.count(FaultAction.REDELIVER_AS_NEW);
            return count(copies);
        } finally {
            members.forEach(Member::close);
            network.close();
        }
    }

    /** What is published before anybody has subscribed is nobody's. */
    private void awaitMembers() {
        await().atMost(Duration.ofSeconds(30)).until(() -> subscribed.get() >= workers);
    }

    private String clientId(int worker) {
        return name + "-" + worker;
    }

    private void revive(int worker) {
        Member before = members.get(worker);
        if (before != null) {
            before.close();
        }
        Life life = new Life(
                dice.nextLong(),
                () -> network.connection(clientId(worker)).cut(),
                () -> {
                    deaths.incrementAndGet();
                    dead.add(worker);
                },
                calm,
                faults);
        lives.set(worker, life);
        members.set(worker, Member.start(pattern, around, clientId(worker), life));
    }

    /** Trouble goes on until everything is published and for a while longer. */
    private void publish() throws Exception {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < ids; i++) {
            order.add(Integer.toString(i));
        }
        Collections.shuffle(order, dice);
        List<MqttConnection> connections = new ArrayList<>();
        List<ResilientPublisher> publishers = new ArrayList<>();
        try {
            for (int i = 0; i < PRODUCERS; i++) {
                MqttConnection connection = MqttConnection.builder()
                        .broker(direct)
                        .clientId(name + "-producer-" + i)
                        .withoutPresence("a test")
                        .connect();
                connections.add(connection);
                publishers.add(ResilientPublisher.builder(connection).build());
            }
            long begin = System.nanoTime();
            long lasting = TimeUnit.MILLISECONDS.toNanos(2_000 + ids);
            boolean restarted = false;
            int published = 0;
            long nextKill = TimeUnit.SECONDS.toNanos(1);
            long nextCut = TimeUnit.MILLISECONDS.toNanos(700);
            while (published < ids || System.nanoTime() - begin < lasting) {
                long now = System.nanoTime() - begin;
                int due = (int) Math.min(ids, 1 + now * ids / Math.max(1, lasting));
                for (; published < due; published++) {
                    int value = Integer.parseInt(order.get(published));
                    publishers
                            .get(value % PRODUCERS)
                            .publish(Topic.unchecked("acme/v1/evt/" + name + "/" + value % 23), value);
                }
                if (now > nextKill) {
                    nextKill += TimeUnit.SECONDS.toNanos(1);
                    lives.get(dice.nextInt(workers)).die();
                }
                if (now > nextCut) {
                    nextCut += TimeUnit.MILLISECONDS.toNanos(700 + dice.nextInt(700));
                    network.cutAll();
                }
                if (!restarted && now > lasting / 2) {
                    restarted = true;
                    backends.postgres().kill();
                    backends.postgres().start();
                }
                if (pattern.inRedis()) {
                    troubleRedis(now, lasting);
                }
                reviveTheDead(20);
            }
            for (ResilientPublisher publisher : publishers) {
                publisher.drain(Duration.ofSeconds(30));
            }
        } finally {
            connections.forEach(MqttConnection::close);
        }
    }

    private void troubleRedis(long now, long lasting) {
        if (redisKills < 2 && now > (1 + 2 * redisKills) * lasting / 4) {
            redisKills++;
            backends.redis().kill();
            backends.redis().start();
        }
        if (pattern == Pattern.REDIS_FLUSHED && now > nextFlush) {
            nextFlush = now + FLUSHES.toNanos();
            backends.redis().flush();
        }
    }

    private void reviveTheDead(int milliseconds) throws InterruptedException {
        for (Integer worker = dead.poll(milliseconds, TimeUnit.MILLISECONDS); worker != null; worker = dead.poll()) {
            revive(worker);
        }
    }

    private Result count(long copies) throws Exception {
        calm.set(true);
        network.heal();
        long end = System.nanoTime() + LONGEST.toNanos();
        long changed = System.nanoTime();
        Map<String, Integer> counts = new HashMap<>();
        boolean complete = false;
        while (System.nanoTime() - end < 0) {
            reviveTheDead(100);
            Map<String, Integer> now = counts();
            if (!now.equals(counts)) {
                counts = now;
                changed = System.nanoTime();
            }
            complete = counts.size() == ids;
            boolean quiet = System.nanoTime() - changed > QUIET.toNanos();
            boolean mayCome = pattern.lossless() && !complete;
            if (quiet && !mayCome) {
                break;
            }
            if (quiet && pattern.byHand()) {
                // It has no other way to get what it could not handle again than a new connection.
                changed = System.nanoTime();
                lives.forEach(Life::die);
            }
        }
        int duplicated = 0;
        for (int times : counts.values()) {
            duplicated += times - 1;
        }
        long struck = faults.values().stream().mapToLong(AtomicLong::get).sum();
        return new Result(
                pattern,
                ids,
                ids - counts.size(),
                duplicated,
                around.effects().afterCommit(),
                deaths.get(),
                struck,
                network.count(FaultAction.CUT),
                copies);
    }

    private Map<String, Integer> counts() {
        try {
            return around.effects().counts();
        } catch (SQLException e) {
            throw new IllegalStateException("the effects cannot be counted, seed " + seed, e);
        }
    }
}
