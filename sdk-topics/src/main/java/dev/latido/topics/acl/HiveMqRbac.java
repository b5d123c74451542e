package dev.latido.topics.acl;

import dev.latido.topics.TopicRoot;
import dev.latido.topics.internal.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Writes a policy as {@code credentials.xml} of HiveMQ's File RBAC Extension 4. */
final class HiveMqRbac {

    private static final String USER = "${{username}}";
    private static final String DEVICE = "device";

    private final StringBuilder xml = new StringBuilder();

    private HiveMqRbac() {}

    static String of(AclPolicy policy, Function<String, String> passwords) {
        Map<String, List<AclGrant>> roles = new LinkedHashMap<>();
        Map<String, List<String>> users = new LinkedHashMap<>();
        policy.devices().forEach((user, place) -> {
            String role = DEVICE + " " + place;
            roles.putIfAbsent(role, place.grants(policy.root(), USER));
            users.computeIfAbsent(user, name -> new ArrayList<>()).add(role);
        });
        if (policy.hasEveryDevice()) {
            roles.put(DEVICE, DevicePlace.ANYWHERE.grants(policy.root(), USER));
        }
        policy.grants().forEach((user, grants) -> {
            String role = "user " + user;
            roles.put(role, grants);
            users.computeIfAbsent(user, name -> new ArrayList<>()).add(role);
        });
        return new HiveMqRbac().write(policy.root(), users, roles, passwords);
    }

    private String write(
            TopicRoot root,
            Map<String, List<String>> users,
            Map<String, List<AclGrant>> roles,
            Function<String, String> passwords) {
        line(0, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
        line(
                0,
                "<!-- credentials.xml of HiveMQ's File RBAC Extension for " + root
                        + ", generated from an AclPolicy: change the policy, not this file -->");
        line(0, "<file-rbac>");
        line(1, "<users>");
        if (roles.containsKey(DEVICE)) {
            line(2, "<!-- add a user for each device, with the role \"" + DEVICE + "\" -->");
        }
        users.forEach((user, own) -> user(user, password(user, passwords), own));
        line(1, "</users>");
        line(1, "<roles>");
        roles.forEach(this::role);
        line(1, "</roles>");
        line(0, "</file-rbac>");
        return xml.toString();
    }

    private static String password(String user, Function<String, String> passwords) {
        String password = Objects.requireNonNull(passwords.apply(user), "password of " + user + " must not be null");
        if (password.isEmpty() || password.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "password of " + Quoted.of(user) + " must not be empty or contain control characters");
        }
        return password;
    }

    private void user(String name, String password, List<String> roles) {
        line(2, "<user>");
        element(3, "name", name);
        element(3, "password", password);
        line(3, "<roles>");
        roles.forEach(role -> element(4, "id", role));
        line(3, "</roles>");
        line(2, "</user>");
    }

    private void role(String id, List<AclGrant> grants) {
        line(2, "<role>");
        element(3, "id", id);
        line(3, "<permissions>");
        grants.forEach(this::permission);
        line(3, "</permissions>");
        line(2, "</role>");
    }

    private void permission(AclGrant grant) {
        line(4, "<permission>");
        element(5, "topic", grant.filter());
        if (grant.access() == AclGrant.Access.WRITE) {
            element(5, "activity", "PUBLISH");
        } else {
            element(5, "activity", "SUBSCRIBE");
            element(5, "shared-subscription", grant.group().isEmpty() ? "NOT_SHARED" : "SHARED");
            if (!grant.group().isEmpty()) {
                element(5, "shared-group", grant.group());
            }
        }
        line(4, "</permission>");
    }

    private void element(int depth, String name, String text) {
        line(depth, "<" + name + ">" + escaped(text) + "</" + name + ">");
    }

    private void line(int depth, String text) {
        xml.append("    ".repeat(depth)).append(text).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
