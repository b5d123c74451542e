package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {

    private final String html = HtmlReport.html(SampleReport.everyOutcome());

    @TempDir
    Path directory;

    @Test
    void shouldWriteOneFile() throws IOException {
        Path file = directory.resolve("report.html");

        HtmlReport.write(SampleReport.everyOutcome(), file);

        assertThat(file).hasContent(html);
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void shouldLoadNothingAndRunNothing() {
        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("<link")
                .doesNotContain("<img")
                .doesNotContain("src=")
                .doesNotContain("url(")
                .doesNotContain("@import")
                .doesNotContainPattern("href=\"[^#]")
                .doesNotContainPattern(" on[a-z]+=");
    }

    @Test
    void shouldFollowTheReaderAndThePrinter() {
        assertThat(html)
                .contains("prefers-color-scheme: dark")
                .contains("@media print")
                .contains("break-inside: avoid");
    }

    @Test
    void shouldPutTheVerdictAtTheTop() throws Exception {
        Document page = parsed(html);

        assertThat(elements(page, "p").subList(1, 3))
                .extracting(Element::getTextContent)
                .containsExactly(
                        "failed",
                        "1 of 5 cells broke an invariant: mosquitto/memory/group3; the 2 controls showed their losses; "
                                + "2 cells were not run.");
    }

    @Test
    void shouldGiveEveryHeaderCellItsScopeAndEveryChartItsWords() throws Exception {
        Document page = parsed(html);

        assertThat(elements(page, "th"))
                .isNotEmpty()
                .allSatisfy(header -> assertThat(header.getAttribute("scope")).isIn("row", "col", "rowgroup"));
        assertThat(elements(page, "svg")).hasSize(8).allSatisfy(chart -> {
            assertThat(chart.getAttribute("role")).isEqualTo("img");
            assertThat(chart.getElementsByTagName("title").item(0).getTextContent())
                    .isNotBlank();
            assertThat(chart.getElementsByTagName("desc").item(0).getTextContent())
                    .isNotBlank();
        });
    }

    @Test
    void shouldReferOnlyToWhatIsThereOnce() throws Exception {
        List<Element> all = elements(parsed(html), "*");
        List<String> ids = all.stream()
                .map(element -> element.getAttribute("id"))
                .filter(id -> !id.isEmpty())
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(all)
                .filteredOn(element -> element.hasAttribute("aria-labelledby"))
                .isNotEmpty()
                .allSatisfy(element -> assertThat(ids)
                        .contains(element.getAttribute("aria-labelledby").split(" ")));
        assertThat(elements(parsed(html), "a"))
                .isNotEmpty()
                .allSatisfy(link ->
                        assertThat(ids).contains(link.getAttribute("href").substring(1)));
    }

    @Test
    void shouldNotSkipALevelOfHeadings() throws Exception {
        List<Integer> levels = elements(parsed(html), "*").stream()
                .map(Element::getTagName)
                .filter(name -> name.matches("h[1-6]"))
                .map(name -> name.charAt(1) - '0')
                .toList();

        assertThat(levels).startsWith(1).containsOnlyOnce(1);
        assertThat(IntStream.range(1, levels.size()).map(i -> levels.get(i) - levels.get(i - 1)))
                .allMatch(step -> step <= 1);
    }

    @Test
    void shouldSetAWordBesideEveryColour() throws Exception {
        assertThat(elements(parsed(html), "span"))
                .filteredOn(span -> span.getAttribute("class").startsWith("chip "))
                .isNotEmpty()
                .allSatisfy(chip -> assertThat(chip.getAttribute("class"))
                        .isEqualTo("chip " + chip.getTextContent().replace(' ', '-')));
    }

    @Test
    void shouldShowEveryFigureOfEveryCell() throws Exception {
        List<Element> rows = elements(parsed(html), "tr");

        for (Entry entry : Entry.of(SampleReport.everyOutcome())) {
            assertThat(rows)
                    .filteredOn(row -> row.getElementsByTagName("td").getLength() == Column.values().length + 1)
                    .filteredOn(row -> row.getElementsByTagName("th")
                            .item(0)
                            .getTextContent()
                            .equals(entry.label()))
                    .singleElement()
                    .satisfies(row -> {
                        NodeList fields = row.getElementsByTagName("td");
                        assertThat(fields.item(0).getTextContent())
                                .isEqualTo(entry.outcome().word());
                        int field = 1;
                        for (Column column : Column.values()) {
                            assertThat(fields.item(field++).getTextContent()).isEqualTo(column.of(entry.cell()));
                        }
                    });
        }
    }

    @Test
    void shouldSayWhatIsAdmittedWhatDidNotRunAndHowToReplay() {
        assertThat(html)
                .contains(SampleReport.KILL_ADMITS + "</td><td>17 lost of 4,400 stored (0.39 %)</td>")
                .contains("hivemq-container/postgres/group3</th><td>no container runtime on this machine</td>")
                .contains("<code>./mvnw -Pcampaign verify -Dcampaign.args=&quot;--replay "
                        + "target/campaign/plans/control-naive-seen-17.json&quot;</code>");
    }

    @Test
    void shouldEscapeWhatCellsSay() throws Exception {
        String nasty = "<script>alert('&')</script>\u0000";
        CellResult cell = SampleReport.cell("hivemq/postgres/" + nasty.replace("/", ""), 1)
                .admitting(nasty)
                .violations(nasty)
                .build();

        String page = HtmlReport.html(SampleReport.report(List.of(cell), List.of(new NotRun(nasty, nasty))));

        assertThat(page).doesNotContain("<script").contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;");
        assertThat(parsed(page).getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void shouldTellTheSeedsOfACellApart() {
        CellResult one = SampleReport.cell("hivemq/postgres/single", 1).build();
        CellResult other = SampleReport.cell("hivemq/postgres/single", 2).build();

        assertThat(HtmlReport.html(SampleReport.report(List.of(one, other), List.of())))
                .contains("hivemq/postgres/single #1")
                .contains("#2: 0 lost, 0 extra");
    }

    @Test
    void shouldStaySmallAfterALongSoak() {
        CellResult soak =
                SampleReport.cell("hivemq/postgres/single", 1).seconds(100_000).build();

        assertThat(HtmlReport.html(SampleReport.report(List.of(soak), List.of()))
                        .length())
                .isLessThan(250_000);
    }

    @Test
    void shouldBeAPageEvenIfNothingRan() throws Exception {
        String page = HtmlReport.html(SampleReport.report(List.of(), List.of()));

        assertThat(parsed(page).getDocumentElement().getTagName()).isEqualTo("html");
        assertThat(page).contains("No cell ran, so nothing was shown.").doesNotContain("<svg");
    }

    private static Document parsed(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }
}
