package dev.latido.topics.acl;

import dev.latido.topics.TopicRoot;
import dev.latido.topics.internal.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes a policy as an {@code acl_file} of Mosquitto 2. */
final class MosquittoAcl {

    private static final String USER = "%u";

    private MosquittoAcl() {}

    static String of(AclPolicy policy) {
        List<String> lines = new ArrayList<>();
        lines.add("# acl_file of Mosquitto for " + policy.root()
                + ", generated from an AclPolicy: change the policy, not this file");
        Set<String> users = new LinkedHashSet<>(policy.devices().keySet());
        users.addAll(policy.grants().keySet());
        for (String user : users) {
            lines.add("");
            lines.add("user " + user);
            DevicePlace place = policy.devices().get(user);
            if (place != null) {
                add("topic", place.grants(policy.root(), user), lines);
            }
            if (policy.hasEveryDevice()) {
                deny(policy.root(), user, lines);
            }
            add("topic", policy.grants().getOrDefault(user, List.of()), lines);
        }
        if (policy.hasEveryDevice()) {
            lines.add("");
            lines.add("# every user without a section above; " + USER + " is the name of the user");
            add("pattern", DevicePlace.ANYWHERE.grants(policy.root(), USER), lines);
        }
        return String.join("\n", lines) + "\n";
    }

    static String configuration(Path aclFile) {
        String file = aclFile.toString();
        if (file.codePoints().anyMatch(Character::isISOControl) || !file.equals(file.strip())) {
            throw new IllegalArgumentException("aclFile " + Quoted.of(file)
                    + " must not contain control characters, or spaces at its ends: they would end the line");
        }
        return """
                # once, before the first listener
                allow_anonymous false
                acl_file %s
                # after each listener: the user name is the client id, so that no client can claim another's
                use_username_as_clientid true
                """.formatted(file);
    }

    /** Denies a user the permissions of a device, because a pattern grants them to every user. */
    private static void deny(TopicRoot root, String user, List<String> lines) {
        for (AclGrant grant : DevicePlace.ANYWHERE.grants(root, user)) {
            lines.add("topic deny " + grant.filter());
        }
    }

    private static void add(String kind, List<AclGrant> grants, List<String> lines) {
        for (AclGrant grant : grants) {
            String access = grant.access() == AclGrant.Access.READ ? "read" : "write";
            lines.add(kind + " " + access + " " + grant.filter());
        }
    }
}
