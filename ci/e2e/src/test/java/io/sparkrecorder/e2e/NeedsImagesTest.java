package io.sparkrecorder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cluster class lists the images that its run loads. */
class NeedsImagesTest {
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .importUrl(NeedsImagesTest.class.getProtectionDomain().getCodeSource().getLocation())
          .that(DescribedPredicate.describe("ours", type -> type.getPackageName().contains("e2e")));

  static Stream<String> clusterClasses() {
    return TESTS.stream()
        .filter(
            type ->
                type.tryGetAnnotationOfType(Tag.class)
                    .filter(tag -> tag.value().equals("cluster"))
                    .isPresent())
        .map(JavaClass::getName)
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("clusterClasses")
  void a_class_lists_the_images_of_its_helpers(String name) {
    JavaClass test = TESTS.get(name);
    assertThat(test.isAnnotatedWith(NeedsImages.class)).isTrue();
    Set<String> ofHelpers = new TreeSet<>();
    test.getTransitiveDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass())
        .distinct()
        .forEach(helper -> ofHelpers.addAll(images(helper)));
    assertThat(images(test)).containsAll(ofHelpers);
  }

  @Test
  void the_lists_of_all_classes_make_the_whole_list() {
    assertThat(
            clusterClasses()
                .flatMap(name -> images(TESTS.get(name)).stream())
                .collect(Collectors.toSet()))
        .isEqualTo(Image.all().stream().map(Image::name).collect(Collectors.toSet()));
  }

  private static Set<String> images(JavaClass type) {
    return type.tryGetAnnotationOfType(NeedsImages.class).map(NeedsImages::value).stream()
        .flatMap(Stream::of)
        .collect(Collectors.toSet());
  }
}
