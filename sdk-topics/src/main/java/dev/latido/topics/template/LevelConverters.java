package dev.latido.topics.template;

import dev.latido.topics.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The converters of the types that a mapper supports by default. Each reads exactly the levels that it writes, {@code 7}
 * and not {@code 007}, so that no two topics give the same record.
 */
final class LevelConverters {

    private static final Map<Class<?>, TopicConverter<?>> KNOWN = Map.of(
            String.class, TopicConverter.<String>of(text -> text, level -> level),
            Integer.class,
                    TopicConverter.<Integer>of(
                            value -> Integer.toString(value), level -> Integer.parseInt(canonical(level))),
            Long.class,
                    TopicConverter.<Long>of(value -> Long.toString(value), level -> Long.parseLong(canonical(level))),
            UUID.class, TopicConverter.of(UUID::toString, LevelConverters::uuid));

    private LevelConverters() {}

    /** Returns the converter for a type that is not primitive; null if the user must register one. */
    static @Nullable TopicConverter<?> of(Class<?> type) {
        return type.isEnum() ? ofEnum(type) : KNOWN.get(type);
    }

    /** The constants in lower case: {@code NORTH_EAST} is {@code north_east}. */
    private static TopicConverter<Enum<?>> ofEnum(Class<?> type) {
        Map<String, Enum<?>> constants = new HashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(level((Enum<?>) constant), (Enum<?>) constant);
        }
        return TopicConverter.of(LevelConverters::level, level -> {
            Enum<?> constant = constants.get(level);
            if (constant == null) {
                throw new IllegalArgumentException("no constant of " + type.getSimpleName() + " has this name");
            }
            return constant;
        });
    }

    private static String level(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the problems of constants that are not a legal level or share one. */
    static List<String> problems(Class<?> type) {
        List<String> problems = new ArrayList<>();
        Map<String, Enum<?>> seen = new HashMap<>();
        for (Object each : type.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) each;
            String level = level(constant);
            String name = type.getSimpleName() + "." + constant.name();
            Enum<?> before = seen.putIfAbsent(level, constant);
            if (before != null) {
                problems.add(name + " and " + before.name() + " both become " + level
                        + ": rename one, or register a converter");
            }
            if (!TopicName.isLegal(level)) {
                problems.add(name + " is not a legal level in lower case: rename it, or register a converter");
            }
        }
        return problems;
    }

    private static String canonical(String number) {
        if (number.length() > 1 && number.charAt(0) == '0') {
            throw new IllegalArgumentException("the number begins with 0");
        }
        return number;
    }

    private static UUID uuid(String level) {
        UUID uuid = UUID.fromString(level);
        if (!uuid.toString().equals(level)) {
            throw new IllegalArgumentException("the UUID is shortened");
        }
        return uuid;
    }
}
