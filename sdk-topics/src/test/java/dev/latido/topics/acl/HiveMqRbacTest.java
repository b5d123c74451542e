package dev.latido.topics.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The export for HiveMQ, checked against the structure and the meaning that the extension documents. */
class HiveMqRbacTest {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);
    private static final TopicFilter TEMPERATURES = TopicFilter.of("acme/v1/evt/+/+/+/temp");

    private static final String LISTED = AclPolicy.builder(ACME)
            .device("gw-a72f", "planta-1", "norte")
            .device("gw-b10c", "planta-1", "sur")
            .device("gw-c33d", "planta-1", "norte")
            .consumer("billing-1", TEMPERATURES.shared("billing"))
            .consumer("audit", TopicFilter.wholeFleet("audit"))
            .operator("shift-1", "planta-1")
            .monitor("grafana")
            .build()
            .hivemqRbac(user -> "salt:<hash&" + user + ">");

    private static final String EVERY =
            AclPolicy.builder(ACME).everyDevice().monitor("grafana").build().hivemqRbac(user -> "salt:hash");

    @Test
    void shouldHaveTheStructureThatTheExtensionReads() throws Exception {
        validate(LISTED);
        validate(EVERY);
        assertThatThrownBy(() -> validate(EVERY.replace("PUBLISH", "WRITE"))).isInstanceOf(SAXException.class);
        assertThatThrownBy(() -> validate(EVERY.replaceFirst("<id>user grafana</id>", "<id>nobody</id>")))
                .isInstanceOf(SAXException.class);
    }

    @Test
    void shouldWriteUsersAndRoles() {
        assertThat(AclPolicy.builder(ACME)
                        .device("gw-a72f", "planta-1", "norte")
                        .reader("gw-a72f", TEMPERATURES.shared("a&b"))
                        .build()
                        .hivemqRbac(user -> "salt:hash"))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                        <!-- credentials.xml of HiveMQ's File RBAC Extension for acme/v1, generated from an AclPolicy: change the policy, not this file -->
                        <file-rbac>
                            <users>
                                <user>
                                    <name>gw-a72f</name>
                                    <password>salt:hash</password>
                                    <roles>
                                        <id>device planta-1/norte</id>
                                        <id>user gw-a72f</id>
                                    </roles>
                                </user>
                            </users>
                            <roles>
                                <role>
                                    <id>device planta-1/norte</id>
                                    <permissions>
                                        <permission>
                                            <topic>acme/v1/evt/planta-1/norte/${{username}}/+</topic>
                                            <activity>PUBLISH</activity>
                                        </permission>
                                        <permission>
                                            <topic>acme/v1/state/planta-1/norte/${{username}}/+</topic>
                                            <activity>PUBLISH</activity>
                                        </permission>
                                        <permission>
                                            <topic>acme/v1/cmd/planta-1/norte/${{username}}/+</topic>
                                            <activity>SUBSCRIBE</activity>
                                            <shared-subscription>NOT_SHARED</shared-subscription>
                                        </permission>
                                    </permissions>
                                </role>
                                <role>
                                    <id>user gw-a72f</id>
                                    <permissions>
                                        <permission>
                                            <topic>acme/v1/evt/+/+/+/temp</topic>
                                            <activity>SUBSCRIBE</activity>
                                            <shared-subscription>SHARED</shared-subscription>
                                            <shared-group>a&amp;b</shared-group>
                                        </permission>
                                    </permissions>
                                </role>
                            </roles>
                        </file-rbac>
                        """);
    }

    @Test
    void shouldWritePasswordsAsTheyAre() throws Exception {
        NodeList passwords = parse(LISTED).getElementsByTagName("password");

        assertThat(passwords.getLength()).isEqualTo(7);
        assertThat(passwords.item(0).getTextContent()).isEqualTo("salt:<hash&gw-a72f>");
    }

    @ParameterizedTest
    @CsvSource({
        "gw-a72f, PUBLISH, acme/v1/evt/planta-1/norte/gw-a72f/temp, true",
        "gw-a72f, PUBLISH, acme/v1/state/planta-1/norte/gw-a72f/presence, true",
        "gw-a72f, PUBLISH, acme/v1/evt/planta-1/norte/gw-c33d/temp, false",
        "gw-a72f, PUBLISH, acme/v1/evt/planta-1/sur/gw-a72f/temp, false",
        "gw-a72f, PUBLISH, acme/v1/cmd/planta-1/norte/gw-a72f/reset, false",
        "gw-a72f, SUBSCRIBE, acme/v1/cmd/planta-1/norte/gw-a72f/+, true",
        "gw-a72f, SUBSCRIBE, acme/v1/cmd/planta-1/norte/+/+, false",
        "gw-a72f, SUBSCRIBE, acme/v1/evt/planta-1/norte/gw-a72f/temp, false",
        "gw-b10c, PUBLISH, acme/v1/evt/planta-1/sur/gw-b10c/temp, true",
        "billing-1, SUBSCRIBE, acme/v1/evt/+/+/+/temp, true",
        "billing-1, SUBSCRIBE, acme/v1/evt/#, false",
        "billing-1, PUBLISH, acme/v1/evt/planta-1/norte/gw-a72f/temp, false",
        "shift-1, PUBLISH, acme/v1/cmd/planta-1/norte/gw-a72f/reset, true",
        "shift-1, PUBLISH, acme/v1/cmd/planta-2/norte/gw-a72f/reset, false",
        "shift-1, SUBSCRIBE, acme/v1/cmd/planta-1/norte/gw-a72f/reset, false",
        "grafana, SUBSCRIBE, $SYS/broker/uptime, true",
        "grafana, SUBSCRIBE, acme/v1/evt/#, false",
        "audit, SUBSCRIBE, acme/v1/evt/#, true",
        "audit, SUBSCRIBE, $SYS/broker/uptime, false"
    })
    void shouldAllowEachRoleTheLeast(String user, String activity, String filter, boolean allowed) throws Exception {
        assertThat(allows(LISTED, rolesOf(LISTED, user), user, activity, filter))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLISH, acme/v1/evt/planta-9/oeste/gw-z/temp, true",
        "PUBLISH, acme/v1/evt/planta-9/oeste/gw-a/temp, false",
        "SUBSCRIBE, acme/v1/cmd/+/+/gw-z/+, true",
        "SUBSCRIBE, acme/v1/cmd/+/+/+/+, false"
    })
    void shouldBindEveryDeviceToItsName(String activity, String filter, boolean allowed) throws Exception {
        assertThat(allows(EVERY, List.of("device"), "gw-z", activity, filter)).isEqualTo(allowed);
        assertThat(EVERY).contains("<!-- add a user for each device, with the role \"device\" -->");
        assertThat(LISTED).doesNotContain("add a user");
    }

    @Test
    void shouldShareDeviceRolesByPlace() throws Exception {
        assertThat(rolesOf(LISTED, "gw-a72f"))
                .isEqualTo(rolesOf(LISTED, "gw-c33d"))
                .isNotEqualTo(rolesOf(LISTED, "gw-b10c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u0000"})
    void shouldRefusePasswordsThatBreakTheFile(String password) {
        AclPolicy policy = AclPolicy.builder(ACME).monitor("grafana").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.hivemqRbac(user -> password))
                .withMessage("password of \"grafana\" must not be empty or contain control characters");
    }

    private static void validate(String xml) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(HiveMqRbacTest.class.getResource("hivemq-file-rbac.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    private static Element parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private static List<String> rolesOf(String xml, String user) throws Exception {
        for (Element element : elements(parse(xml), "user")) {
            if (text(element, "name").equals(user)) {
                return elements(element, "id").stream()
                        .map(Element::getTextContent)
                        .toList();
            }
        }
        throw new AssertionError("no user " + user);
    }

    /** Returns whether a permission of a role, with the user's name filled in, covers the filter, as the extension does. */
    private static boolean allows(String xml, List<String> roles, String user, String activity, String filter)
            throws Exception {
        TopicFilter asked = filterOf(filter);
        return elements(parse(xml), "role").stream()
                .filter(role -> roles.contains(text(role, "id")))
                .flatMap(role -> elements(role, "permission").stream())
                .filter(permission -> text(permission, "activity").equals(activity))
                .map(permission -> filterOf(text(permission, "topic").replace("${{username}}", user)))
                .anyMatch(permitted -> permitted.covers(asked));
    }

    private static TopicFilter filterOf(String text) {
        return text.equals("#") ? TopicFilter.wholeFleet("some roles and clients ask for it") : TopicFilter.of(text);
    }

    private static String text(Element element, String child) {
        return elements(element, child).get(0).getTextContent();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
