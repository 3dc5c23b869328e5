package io.sparkrecorder.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final byte[] DATA = SampleProfiles.small().gzipped();

  @Test
  void self_contained_page_holds_data_styles_and_scripts() {
    assertThat(ReportPage.selfContained(DATA))
        .contains(Base64.getEncoder().encodeToString(DATA))
        .contains(ReportPage.stylesheet())
        .contains(ReportPage.script())
        .doesNotContain("{{", " src=", "data-src=\"");
  }

  @Test
  void external_page_names_its_files_by_relative_references_and_holds_no_script() {
    assertThat(ReportPage.external())
        .contains("src=\"page.js\"", "href=\"page.css\"", "data-src=\"profile.json.gz\"")
        .doesNotContain("{{", "<script>", "<style>");
  }

  @Test
  void page_loads_nothing_from_another_host() {
    assertThat(ReportPage.selfContained(new byte[0]).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://", "@import", "url(");
  }

  @Test
  void scripts_never_turn_text_into_markup_or_code() {
    assertThat(ReportPage.script())
        .doesNotContain(
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "</script",
            "style=");
  }

  @Test
  void large_sample_fits_its_budget() {
    assertThat(SampleProfiles.large().gzipped()).hasSizeLessThanOrEqualTo(2 << 20);
  }
}
