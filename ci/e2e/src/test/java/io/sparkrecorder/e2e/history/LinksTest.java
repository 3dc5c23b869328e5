package io.sparkrecorder.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {
  @Test
  void links_and_assets_come_in_the_order_of_the_page() {
    assertThat(
            Links.of(
                """
                <html><head><link rel=stylesheet href='/static/a.css'><script src="b.js"></script></head>
                <body><a HREF = "jobs/">Jobs</a><img src=c.png></body></html>
                """))
        .containsExactly("/static/a.css", "b.js", "jobs/", "c.png");
  }

  @Test
  void entities_are_decoded() {
    assertThat(Links.of("<a href=\"stage/?id=0&amp;attempt=0&#38;x=1\">0</a>"))
        .containsExactly("stage/?id=0&attempt=0&x=1");
  }

  @Test
  void characters_that_no_uri_has_are_encoded() {
    assertThat(Links.of("<a href='job?name=a b&lt;c&gt;\u00e9\ud83d\ude00'>a</a>"))
        .containsExactly("job?name=a%20b%3Cc%3E%C3%A9%F0%9F%98%80");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#top",
        "mailto:somebody@example.com",
        "javascript:void(0)",
        "data:image/png;base64,AA",
        "/jobs/kill/?id=0",
        "{{uiroot}}/history/{{id}}/jobs/",
        "${link}",
        " "
      })
  void links_that_lead_to_no_page_are_left_out(String link) {
    assertThat(Links.of("<a href=\"" + link + "\">a</a>")).isEmpty();
  }

  @Test
  void comments_and_texts_of_scripts_are_no_links() {
    assertThat(
            Links.of(
                "<!-- <a href='old'>a</a> --><script>var a = '<a href=\"made\">';</script>href=\"text\""))
        .isEmpty();
  }
}
