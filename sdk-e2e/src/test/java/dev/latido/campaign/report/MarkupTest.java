package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class MarkupTest {

    @Test
    void shouldEscapeTextAndAttributes() {
        String markup = new Markup()
                .element("p", "<b> & \"c\"", "title", "it's \"<x>\"")
                .toString();

        assertThat(markup).isEqualTo("<p title=\"it&#39;s &quot;&lt;x&gt;&quot;\">&lt;b&gt; &amp; &quot;c&quot;</p>");
    }

    @Test
    void shouldReplaceCharactersThatNoDocumentMayHold() {
        assertThat(new Markup().text("a\u0000b\u001bc\ud800d\te").toString()).isEqualTo("a\ufffdb\ufffdc\ufffdd\te");
        assertThat(new Markup().text("é – 🙂").toString()).isEqualTo("é – 🙂");
    }

    @Test
    void shouldRefuseAStyleSheetThatCouldEndItself() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Markup().style("</style>"));
    }

    @Test
    void shouldRefuseToEndWithAnElementOpen() {
        assertThatIllegalStateException()
                .isThrownBy(new Markup().open("p")::toString)
                .withMessage("still open: [p]");
    }
}
