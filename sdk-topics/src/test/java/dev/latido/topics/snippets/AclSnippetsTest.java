package dev.latido.topics.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.acl.AclPolicy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The snippets in the Javadoc of the access-control export. */
class AclSnippetsTest {

    @Test
    void aclPolicy() {
        TopicRoot acme = TopicRoot.of("acme", 1);
        TopicFilter temperatures = acme.events().anySite().anyArea().anyDevice().measure("temp");
        AclPolicy policy = AclPolicy.builder(acme)
                .device("gw-a72f", "planta-1", "norte")
                .consumer("billing-1", temperatures, "billing")
                .operator("shift-1", "planta-1")
                .monitor("grafana")
                .build();
        String acl = policy.mosquittoAcl();
        String conf = policy.mosquittoConf(Path.of("/etc/mosquitto/acme.acl"));
        String rbac = policy.hivemqRbac(user -> hashedPassword(user));

        assertThat(acl).contains("user billing-1\ntopic read acme/v1/evt/+/+/+/temp\n");
        assertThat(conf).contains("use_username_as_clientid true");
        assertThat(rbac).contains("<topic>acme/v1/cmd/planta-1/+/+/+</topic>");
    }

    private static String hashedPassword(String user) {
        return "salt:hash-of-" + user;
    }
}
