package dev.latido.topics.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.InvalidTopicException;
import dev.latido.topics.NamingRule;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicLimit;
import dev.latido.topics.TopicName;
import dev.latido.topics.Violation;
import java.time.Year;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicMapperTest {

    private static final UUID ID = UUID.fromString("0190d3c2-7a5b-7c3d-8e4f-0123456789ab");

    @TopicTemplate("acme/v1/evt/{line}/{cell}/{sensor}")
    record CellTopic(String line, int cell, String sensor) {}

    enum Side {
        NORTH_EAST,
        South,
    }

    @TopicTemplate("acme/v2/cmd/{side}/fixed/{serial}/{id}/run")
    private record Everything(Side side, Long serial, UUID id) {}

    @TopicTemplate("acme/v1/state/report/{year}")
    record Report(Year year) {}

    private final TopicMapper<CellTopic> cells = TopicMapper.of(CellTopic.class);

    @Test
    void shouldGoThereAndBackWhenRecordHasTopic() {
        CellTopic cell = new CellTopic("line-1", 4, "torque");

        Topic topic = cells.topic(cell);

        assertThat(topic).hasToString("acme/v1/evt/line-1/4/torque");
        assertThat(cells.parse(topic)).isEqualTo(cell);
        assertThat(cells.parse("acme/v1/evt/line-1/4/torque")).isEqualTo(cell);
        assertThat(cells.tryParse(topic)).contains(cell);
        assertThat(cells).hasToString("acme/v1/evt/{line}/{cell}/{sensor}");
    }

    @Test
    void shouldGoThereAndBackWhenComponentsAreOfAllKnownTypes() {
        TopicMapper<Everything> mapper = TopicMapper.of(Everything.class);
        Everything everything = new Everything(Side.NORTH_EAST, Long.MAX_VALUE, ID);

        Topic topic = mapper.topic(everything);

        assertThat(topic).hasToString("acme/v2/cmd/north_east/fixed/9223372036854775807/" + ID + "/run");
        assertThat(mapper.parse(topic)).isEqualTo(everything);
        assertThat(mapper.topic(new Everything(Side.South, 0L, ID)))
                .hasToString("acme/v2/cmd/south/fixed/0/" + ID + "/run");
    }

    @Test
    void shouldReachRecordWhenItIsLocal() {
        @TopicTemplate("acme/v1/evt/{a}")
        record Local(String a) {}

        assertThat(TopicMapper.of(Local.class).parse("acme/v1/evt/x")).isEqualTo(new Local("x"));
    }

    @Test
    void shouldWriteAlwaysTheSameWhenRecordHasNoComponents() {
        @TopicTemplate("acme/v1/evt/all")
        record Fixed() {}
        TopicMapper<Fixed> mapper = TopicMapper.of(Fixed.class);

        assertThat(mapper.topic(new Fixed())).hasToString("acme/v1/evt/all");
        assertThat(mapper.filter().build()).hasToString("acme/v1/evt/all");
        assertThat(mapper.tryParse("acme/v1/evt/all")).contains(new Fixed());
        assertThat(mapper.tryParse("acme/v1/evt/al")).isEmpty();
        assertThat(mapper.tryParse("acme/v1/evt/alls")).isEmpty();
    }

    @Test
    void shouldUseConverterWhenTypeHasOne() {
        TopicMapper<Report> reports = TopicMapper.builder(Report.class)
                .converter(Year.class, TopicConverter.of(Year::toString, Year::parse))
                .build();

        assertThat(reports.topic(new Report(Year.of(2026)))).hasToString("acme/v1/state/report/2026");
        assertThat(reports.parse("acme/v1/state/report/2026")).isEqualTo(new Report(Year.of(2026)));
        assertThat(reports.tryParse("acme/v1/state/report/then")).isEmpty();
        assertThat(reports.filter().with("year", Year.of(2026)).build()).hasToString("acme/v1/state/report/2026");
    }

    @Test
    void shouldPreferConverterWhenTypeIsKnownByItself() {
        TopicMapper<CellTopic> hexadecimal = TopicMapper.builder(CellTopic.class)
                .converter(int.class, TopicConverter.of(Integer::toHexString, level -> Integer.parseInt(level, 16)))
                .build();

        assertThat(hexadecimal.topic(new CellTopic("a", 255, "b"))).hasToString("acme/v1/evt/a/ff/b");
        assertThat(hexadecimal.parse("acme/v1/evt/a/ff/b").cell()).isEqualTo(255);
    }

    @Test
    void shouldRefuseSecondConverterWhenTypeHasOne() {
        TopicConverter<Integer> converter = TopicConverter.of(value -> "x", level -> 1);
        TopicMapper.Builder<CellTopic> builder =
                TopicMapper.builder(CellTopic.class).converter(int.class, converter);

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.converter(Integer.class, converter))
                .withMessage("java.lang.Integer already has a converter: keep one of them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme/v1/evt/line-1/4",
                "acme/v1/evt/line-1/4/torque/more",
                "acme/v1/evt/line-1/4/torque/",
                "acme/v1/evt//4/torque",
                "acme/v1/evt/line-1/4/",
                "acme/v1/cmd/line-1/4/torque",
                "acme/v1/evtx/line-1/4/torque",
                "/acme/v1/evt/line-1/4/torque",
                "acme/v1/evt/Line/4/torque",
                "acme/v1/evt/+/4/torque",
                "acme/v1/evt/line-1/four/torque",
                "acme/v1/evt/line-1/-4/torque",
                "acme/v1/evt/line-1/+4/torque",
                "acme/v1/evt/line-1/04/torque",
                "acme/v1/evt/line-1/٤/torque",
                "acme/v1/evt/line-1/2147483648/torque",
                "acme/v1/evt/line-1/4/\u0000",
                "acme/v1/evt/line-1/4/\uD800",
            })
    void shouldRefuseTopicWhenNoRecordHasIt(String text) {
        assertThat(cells.tryParse(text)).isEmpty();
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> cells.parse(text))
                .satisfies(thrown -> assertThat(thrown.violations()).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "0190d3c2-7a5b-7c3d-8e4f-0123456789ab, true",
        "190d3c2-7a5b-7c3d-8e4f-0123456789ab, false",
        "0190D3C2-7a5b-7c3d-8e4f-0123456789ab, false",
        "1-1-1-1-1, false",
        "x, false",
    })
    void shouldReadUuidWhenItIsWrittenInFull(String uuid, boolean expected) {
        TopicMapper<Everything> mapper = TopicMapper.of(Everything.class);

        assertThat(mapper.tryParse("acme/v2/cmd/south/fixed/0/" + uuid + "/run").isPresent())
                .isEqualTo(expected);
    }

    @Test
    void shouldNameEveryLevelWhenTopicIsWrong() {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> cells.parse("acme/v1/cmd/Line/four/torque"))
                .satisfies(thrown -> {
                    assertThat(thrown.violations()).extracting(Violation::level).containsExactly(2, 3, 4);
                    assertThat(thrown.violations())
                            .extracting(Violation::rule)
                            .containsExactly(
                                    TopicLimit.RECORD_TEMPLATE,
                                    NamingRule.LOWERCASE_WITHOUT_ACCENTS,
                                    TopicLimit.RECORD_TEMPLATE);
                    assertThat(thrown.violations())
                            .extracting(Violation::suggestion)
                            .containsExactly("evt", "line", "{cell}");
                    assertThat(thrown)
                            .hasMessageContaining("\"four\" is not a valid Integer for cell: \"For input string");
                });
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> cells.parse("acme/v1"))
                .withMessage("\"acme/v1\" is not a valid topic by acme/v1/evt/{line}/{cell}/{sensor}: record template:"
                        + " the topic has 2 levels, not the 6 of acme/v1/evt/{line}/{cell}/{sensor};"
                        + " write \"acme/v1/evt/{line}/{cell}/{sensor}\"");
    }

    @Test
    void shouldRefuseConstantWhenEnumHasNone() {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> TopicMapper.of(Everything.class).parse("acme/v2/cmd/up/fixed/0/" + ID + "/run"))
                .withMessageContaining("\"up\" is not a valid Side for side: \"no constant of Side has this name\"");
    }

    @Test
    void shouldNameEveryComponentWhenValueIsNoLegalLevel() {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> cells.topic(new CellTopic("Línea 1", -5, "#")))
                .satisfies(thrown -> {
                    assertThat(thrown.text()).isEqualTo("acme/v1/evt/Línea 1/-5/#");
                    assertThat(thrown.violations()).extracting(Violation::level).containsExactly(3, 3, 4, 5);
                    assertThat(thrown).hasMessageContaining("the Integer cell: \"-5\" has \"-\"");
                });
    }

    @Test
    void shouldRefuseRecordWhenTopicIsTooLong() {
        String longest = "x".repeat(256 - "acme/v1/evt//4/t".length());

        assertThat(cells.parse(cells.topic(new CellTopic(longest, 4, "t")))).isNotNull();
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> cells.topic(new CellTopic(longest + "x", 4, "t")))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::rule)
                        .containsExactly(TopicLimit.FLEET_BYTES));
        String tooLong = "acme/v1/evt/" + longest + "x/4/t";
        assertThat(cells.tryParse(tooLong)).isEmpty();
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> cells.parse(tooLong))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::rule)
                        .containsExactly(TopicLimit.FLEET_BYTES));
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldNameTheComponentWhenItIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> cells.topic(new CellTopic("a", 1, null)))
                .withMessage("sensor must not be null");
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldNameTheComponentWhenItsConverterGivesNull() {
        TopicMapper<Report> reports = TopicMapper.builder(Report.class)
                .converter(Year.class, TopicConverter.of(year -> null, level -> null))
                .build();

        assertThatNullPointerException()
                .isThrownBy(() -> reports.topic(new Report(Year.of(1))))
                .withMessage("the converter's level of year must not be null");
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> reports.parse("acme/v1/state/report/1"))
                .withMessageContaining("\"1\" is not a valid Year for year: its converter returned null");
    }

    @Test
    void shouldSayWhyWhenTheRecordItselfRefuses() {
        @TopicTemplate("acme/v1/evt/{cell}")
        record Even(int cell) {

            Even {
                if (cell % 2 == 1) {
                    throw new IllegalArgumentException("cell must be even, but was " + cell);
                }
            }
        }
        TopicMapper<Even> mapper = TopicMapper.of(Even.class);

        assertThat(mapper.tryParse("acme/v1/evt/2")).contains(new Even(2));
        assertThat(mapper.tryParse("acme/v1/evt/3")).isEmpty();
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> mapper.parse("acme/v1/evt/3"))
                .withMessageContaining("the record rejects these values: \"cell must be even, but was 3\"")
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @SuppressWarnings("UnusedMethod") // called by reflection
    void shouldLetThroughWhatAccessorThrows() {
        @TopicTemplate("acme/v1/evt/{a}")
        record Broken(String a) {

            @Override
            public String a() {
                throw new IllegalStateException("broken");
            }
        }
        TopicMapper<Broken> mapper = TopicMapper.of(Broken.class);

        assertThatIllegalStateException()
                .isThrownBy(() -> mapper.topic(new Broken("x")))
                .withMessage("broken");
    }

    @Test
    @SuppressWarnings("UnusedMethod") // called by reflection
    void shouldLetThroughErrorsOfTheConstructor() {
        @TopicTemplate("acme/v1/evt/{a}")
        record Fatal(String a) {

            Fatal {
                throw new StackOverflowError(a);
            }
        }
        TopicMapper<Fatal> mapper = TopicMapper.of(Fatal.class);

        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> mapper.tryParse("acme/v1/evt/x"));
    }

    @Test
    void shouldPutPlusWhenComponentHasNoValue() {
        assertThat(cells.filter().build()).hasToString("acme/v1/evt/+/+/+");
        assertThat(cells.filter().with("line", "line-1").build()).hasToString("acme/v1/evt/line-1/+/+");
        assertThat(cells.filter().with("cell", 4).build()).hasToString("acme/v1/evt/+/4/+");
        assertThat(cells.filter()
                        .with("cell", 4)
                        .with("sensor", "t")
                        .with("cell", 5)
                        .build())
                .hasToString("acme/v1/evt/+/5/t");
    }

    @Test
    void shouldSayWhatIsAskedForWhenFilterIsWrong() {
        TopicMapper.FilterBuilder filter = cells.filter();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> filter.with("plant", "x"))
                .withMessage("name \"plant\" must be a placeholder of acme/v1/evt/{line}/{cell}/{sensor}:"
                        + " [line, cell, sensor]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filter.with("cell", "4"))
                .withMessage("value of cell must be of type Integer, but was of java.lang.String");
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> filter.with("line", "+").with("cell", -1).build())
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::rule)
                        .containsExactly(NamingRule.NO_WILDCARDS_IN_NAMES, NamingRule.NO_SPACES_OR_SIGNS));
    }

    @Tag("exhaustive")
    @Test
    void shouldBeIdentityWhenRandomRecordsGoThereAndBack() {
        Random random = new Random(20_261_123);
        TopicMapper<Everything> mapper = TopicMapper.of(Everything.class);
        List<String> foreign = List.of("acme/v2/cmd/x", "", "/", "acme/v1/evt/a/1/b/c");

        for (int i = 0; i < 10_000; i++) {
            Everything everything = new Everything(
                    Side.values()[random.nextInt(2)],
                    random.nextLong() >>> (1 + random.nextInt(62)),
                    new UUID(random.nextLong(), random.nextLong()));
            CellTopic cell = new CellTopic(
                    TopicName.slug("n" + (char) random.nextInt(0x3000) + "m"),
                    random.nextInt(Integer.MAX_VALUE),
                    TopicName.slug("s" + (char) random.nextInt(0x3000)));

            assertThat(mapper.parse(mapper.topic(everything))).isEqualTo(everything);
            assertThat(cells.parse(cells.topic(cell))).isEqualTo(cell);
            assertThat(Topic.of(cells.topic(cell).toString())).isEqualTo(cells.topic(cell));
            assertThat(cells.filter().with("cell", cell.cell()).build().matches(cells.topic(cell)))
                    .isTrue();
            assertThat(cells.tryParse(mapper.topic(everything))).isEmpty();
            assertThat(mapper.tryParse(foreign.get(random.nextInt(foreign.size()))))
                    .isEmpty();
        }
    }
}
