package dev.latido.testkit.internal.broker;

import dev.latido.testkit.AclRule;
import dev.latido.testkit.BrokerUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The users of a broker and their permissions. Without users every client may connect; without rules every user may do
 * everything.
 */
public record AccessList(List<BrokerUser> users, List<AclRule> rules) {

    private static final String OBSERVER = "latido-observer";
    private static final String USER = "user ";
    private static final String RULE = "rule ";

    /** Copies both lists. */
    public AccessList {
        users = List.copyOf(users);
        rules = List.copyOf(rules);
    }

    /**
     * Returns the declared users and rules, checked, together with the kit's own observer, which may access everything.
     */
    static AccessList declared(List<BrokerUser> users, List<AclRule> rules) {
        Set<String> names = users.stream().map(BrokerUser::name).collect(Collectors.toSet());
        for (AclRule rule : rules) {
            if (!names.contains(rule.user())) {
                throw new IllegalStateException("the rule '" + rule + "' is about a user that is not declared");
            }
        }
        if (users.isEmpty()) {
            return new AccessList(users, rules);
        }
        List<BrokerUser> withObserver = new ArrayList<>(users);
        withObserver.add(new BrokerUser(OBSERVER, UUID.randomUUID().toString()));
        List<AclRule> withObserversRule = new ArrayList<>(rules);
        if (!rules.isEmpty()) {
            withObserversRule.add(AclRule.readWrite(OBSERVER, "#"));
        }
        return new AccessList(withObserver, withObserversRule);
    }

    /** Reads lines that {@link #text()} has written. */
    public static AccessList parse(Stream<String> lines) {
        List<BrokerUser> users = new ArrayList<>();
        List<AclRule> rules = new ArrayList<>();
        lines.forEach(line -> {
            if (line.startsWith(USER)) {
                users.add(BrokerUser.parse(line.substring(USER.length())));
            } else {
                rules.add(AclRule.parse(line.substring(RULE.length())));
            }
        });
        return new AccessList(users, rules);
    }

    /** Returns one line for each user and rule, including passwords. */
    public String text() {
        return Stream.concat(
                        users.stream().map(user -> USER + user.name() + ":" + user.password()),
                        rules.stream().map(rule -> RULE + rule))
                .collect(Collectors.joining("\n"));
    }

    Optional<BrokerUser> observer() {
        return users.stream().filter(user -> user.name().equals(OBSERVER)).findFirst();
    }

    public boolean admits(@Nullable String name, @Nullable String password) {
        return users.isEmpty()
                || users.stream()
                        .anyMatch(user ->
                                user.name().equals(name) && user.password().equals(password));
    }
}
