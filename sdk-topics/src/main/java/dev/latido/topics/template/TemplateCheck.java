package dev.latido.topics.template;

import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a record, its template and its converters against each other, and collects all problems. */
final class TemplateCheck<R extends Record> {

    /** The name of this library as a module, which is not that of this package. */
    private static final String MODULE = "dev.latido.topics";

    private final Class<R> type;
    private final Map<Class<?>, TopicConverter<?>> converters;
    private final List<String> problems = new ArrayList<>();
    private @Nullable Throwable closed;

    TemplateCheck(Class<R> type, Map<Class<?>, TopicConverter<?>> converters) {
        this.type = type;
        this.converters = converters;
    }

    /**
     * Returns the template if there are no problems.
     *
     * @throws InvalidTemplateException with all problems, if there are any
     */
    RecordTemplate<R> template() {
        TopicTemplate annotation = type.getAnnotation(TopicTemplate.class);
        if (annotation == null || !type.isRecord()) {
            problems.add("it is not a record with a @TopicTemplate: add one that names its levels");
            throw new InvalidTemplateException(type, problems, null);
        }
        TemplateText text = new TemplateText(annotation.value());
        RecordComponent[] components = type.getRecordComponents();
        problems.addAll(text.problems());
        compare(
                text.placeholders(),
                Arrays.stream(components).map(RecordComponent::getName).toList());
        List<TemplateField> fields = fields(components, text.places());
        checkUseOfConverters(components);
        RecordShape<R> shape = shape();
        if (shape == null || !problems.isEmpty()) {
            throw new InvalidTemplateException(type, problems, closed);
        }
        return new RecordTemplate<>(text, shape, fields);
    }

    private void compare(List<String> placeholders, List<String> names) {
        names.stream()
                .filter(name -> !placeholders.contains(name))
                .forEach(name -> problems.add("the component " + name + " has no placeholder: add {" + name + "}"));
        placeholders.stream()
                .filter(name -> !names.contains(name))
                .forEach(
                        name -> problems.add("the placeholder {" + name + "} has no component: add one to the record"));
        boolean sameNames = placeholders.size() == names.size() && names.containsAll(placeholders);
        if (sameNames && placeholders.containsAll(names) && !placeholders.equals(names)) {
            problems.add("the placeholders are in the order " + placeholders + " and the components in the order "
                    + names + ": use the same order");
        }
    }

    private List<TemplateField> fields(RecordComponent[] components, List<Integer> places) {
        List<TemplateField> fields = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            Class<?> boxed = boxed(components[i].getType());
            TopicConverter<?> own = converters.get(boxed);
            TopicConverter<?> converter = own == null ? LevelConverters.of(boxed) : own;
            if (converter == null) {
                problems.add("the component " + name + " is of type "
                        + components[i].getType().getTypeName() + ": register a converter for it");
            } else if (own == null && boxed.isEnum()) {
                LevelConverters.problems(boxed)
                        .forEach(problem -> problems.add("the component " + name + ": " + problem));
            }
            if (converter != null && i < places.size()) {
                fields.add(new TemplateField(name, places.get(i), boxed, converter));
            }
        }
        return fields;
    }

    private void checkUseOfConverters(RecordComponent[] components) {
        Set<Class<?>> unused = new HashSet<>(converters.keySet());
        Arrays.stream(components).map(component -> boxed(component.getType())).forEach(unused::remove);
        unused.stream()
                .map(Class::getTypeName)
                .sorted()
                .forEach(name -> problems.add("no component is of type " + name + ": remove its converter"));
    }

    private @Nullable RecordShape<R> shape() {
        try {
            return RecordShape.of(type);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            closed = e;
            problems.add("its module does not open its package: add opens " + type.getPackageName() + " to " + MODULE
                    + " to the module " + type.getModule().getName());
            return null;
        }
    }

    /** Returns the type as method handles and collections use it: {@code Integer} for {@code int}. */
    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
