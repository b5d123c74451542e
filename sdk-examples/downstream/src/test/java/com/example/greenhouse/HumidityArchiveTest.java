package com.example.greenhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.Publication;
import dev.latido.core.Tls;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithBroker(tls = true)
class HumidityArchiveTest {

    private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:archive", "", "");

    @BeforeEach
    void createTable() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop all objects");
            statement.execute("create table humidity (topic varchar(256), measured_at timestamp, percent double precision)");
        }
    }

    @AfterEach
    void close() {
        database.dispose();
    }

    @Test
    void shouldArchiveEachReadingOnceOnABadNetwork(
            TestBroker broker, DevelopmentCa ca, @TempDir Path directory) throws Exception {
        Tls tls = Tls.trusting(ca.writeCertificate(directory));
        try (FaultProxy network = FaultProxy.toTls(broker, ca).start();
                MqttProbe probe = MqttProbe.on(broker, Greenhouse.allHumidity().toString());
                HumidityArchive archive = new HumidityArchive(through(network, tls), database);
                HumiditySensor sensor = new HumiditySensor(through(network, tls), "bed-1", "sensor-1")) {
            archive.ready().get(10, TimeUnit.SECONDS);
            network.when(Packets.of(PacketType.PUBACK).toClient().client("sensor-1").every(20).atMost(2)).dropAndCut();
            network.when(Packets.of(PacketType.PUBLISH).toClient().every(5)).redeliverAsNew();

            List<Publication> readings = new ArrayList<>();
            for (int percent = 1; percent <= 50; percent++) {
                readings.add(sensor.report(percent));
            }

            assertThat(readings)
                    .allSatisfy(reading -> assertThat(reading.acknowledged()).succeedsWithin(Duration.ofSeconds(20)));
            List<String> ids = readings.stream().map(Publication::id).toList();
            assertThat(probe).received(Greenhouse.allHumidity()).ids(ids).atLeastOnce();
            await().atMost(Duration.ofSeconds(20)).until(() -> rows() >= 50 && archive.duplicates() > 0);
            assertThat(network.count(FaultAction.DROP_AND_CUT)).isPositive();
        }
        assertThat(rows()).isEqualTo(50);
    }

    private static MqttConnection.Builder through(FaultProxy network, Tls tls) {
        return MqttConnection.builder().broker(network.uri()).tls(tls);
    }

    private int rows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from humidity")) {
            count.next();
            return count.getInt(1);
        }
    }
}
