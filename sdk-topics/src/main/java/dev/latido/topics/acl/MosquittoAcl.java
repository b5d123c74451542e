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
        lines.add("# acl_file of Mosquitto for " + policy.root() + ", written from an AclPolicy: change that one");
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
            lines.add("# each user without a section above, with its own name in place of " + USER);
            add("pattern", DevicePlace.ANYWHERE.grants(policy.root(), USER), lines);
        }
        return String.join("\n", lines) + "\n";
    }

    static String configuration(Path aclFile) {
        String file = aclFile.toString();
        if (file.codePoints().anyMatch(Character::isISOControl) || !file.equals(file.strip())) {
            throw new IllegalArgumentException("aclFile " + Quoted.of(file)
                    + " must have no control characters and no space at its ends: they would end the line");
        }
        return """
                # once, before the first listener
                allow_anonymous false
                acl_file %s
                # below each listener: the user name is the client id, so that nobody can claim another's
                use_username_as_clientid true
                """.formatted(file);
    }

    /** A pattern gives its rights to every user, so those who are no devices have to be told apart. */
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
