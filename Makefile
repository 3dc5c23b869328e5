# Every target can be run twice. `make` alone lists them.
SHELL := /bin/sh
TOOLCHAIN := ci/toolchain.sh
MVN := $(TOOLCHAIN) mvn

RECORDER := sidecar/recorder/target/recorder.jar
DEMO := ci/demo/target/demo.jar
JOB := ci/demo/job/target/demo-job.jar
BENCH := ci/bench/target/bench.jar
VERSITYGW := .tools/versitygw
ACTOR := ci/cluster/target/actor.tar
IMAGE := images/recorder/target/recorder.tar
SPARK_LINES := 3.5 4.1 4.3
SPARK_IMAGES = $(SPARK_LINES:%=images/spark/target/spark-%.tar)
SETTINGS := sidecar/docs/settings.md
WRITE_SETTINGS := "$$($(TOOLCHAIN) jdk)/bin/java" -cp $(RECORDER) io.sparkrecorder.cli.SettingsTable
S5CMD := .tools/s5cmd

POMS := pom.xml ci/testbed/pom.xml
RECORDER_SOURCES := $(POMS) $(shell find sidecar/recorder/pom.xml sidecar/recorder/src/main -type f)
BENCH_SOURCES := $(RECORDER_SOURCES) ci/bench/pom.xml $(shell find ci/testbed/src/main ci/bench/src/main -type f)
DEMO_SOURCES := $(POMS) $(shell find ci/testbed/src/main ci/demo/pom.xml ci/demo/src/main ci/demo/job/pom.xml ci/demo/job/src -type f 2>/dev/null)

base = $(if $(BASE_IMAGES),-Dimage.$(1)=tar://$(abspath $(BASE_IMAGES))/$(2).tar)
recorder-image = $(MVN) -Pimages -pl images/recorder -am -DskipTests $(call base,java,java) $(IMAGE_FLAGS) $(1) verify
spark-image = rm -rf images/spark/target/$(1) && $(MVN) -Pimages -pl images/spark -DskipTests -Dspark.line=$(1) $(call base,spark,spark-$(1)) $(IMAGE_FLAGS) $(2) verify
PUSH = -Dimage.goal=build -Dimage.registry=$(REGISTRY)

.PHONY: help demo test test-cluster bench images push lint format generate verify recorder tools clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RECORDER) $(DEMO) tools ## a Spark job with one executor killed: every recording in S3, in a minute (KEEP=1: S3 server goes on)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -XX:TieredStopAtLevel=1 -jar $(DEMO)

test: tools ## every test: units, faults, and the demo from end to end
	@$(MVN) verify

# Namespaces are made and removed. CLUSTER_LOAD is a command that puts a docker-save archive on the nodes, such as
# `kind load image-archive`; without it CLUSTER_TEST_IMAGE must name an image of ci/cluster/actor that they can pull.
test-cluster: $(ACTOR) ## what only a real Kubernetes shows, on the one of KUBECONFIG (CLUSTER_LOAD: how it gets an image)
	@test -n "$$KUBECONFIG" || { echo "KUBECONFIG names no cluster: KUBECONFIG=~/.kube/config make test-cluster" >&2; exit 2; }
	@test -z "$(CLUSTER_LOAD)" || $(CLUSTER_LOAD) $(ACTOR)
	@$(MVN) -pl sidecar/recorder -am test -Dgroups=cluster -DexcludedGroups=

bench: $(BENCH) tools $(S5CMD) ## what the recorder costs in memory, time and CPU, beside s5cmd (RUNS=3)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -jar $(BENCH)

# BASE_IMAGES is a folder with java.tar, spark-4.1.tar, ..., docker-save archives to build on; without it a registry is asked.
# IMAGE_FLAGS goes to Maven, such as -Dimage.extra=DIR.
images: $(IMAGE) $(SPARK_IMAGES) ## the images, as archives (SPARK_LINES="4.1", BASE_IMAGES: where the bases are, if not in a registry)
	@for image in recorder $(SPARK_LINES); do images/check/check.sh $$image || exit 1; done

# Pushes what `make images` would make. PUSH_FLAGS goes to Maven, such as -Dmulti-arch
push: $(VERSITYGW) ## pushes the images (REGISTRY=registry.example.com/team, SPARK_LINES, BASE_IMAGES, PUSH_FLAGS)
	@test -n "$(REGISTRY)" || { echo "where to? REGISTRY=registry.example.com/team make push" >&2; exit 2; }
	@$(call recorder-image,$(PUSH) $(PUSH_FLAGS))
	@set -e; $(foreach line,$(SPARK_LINES),$(call spark-image,$(line),$(PUSH) $(PUSH_FLAGS));)

lint: ## format and compiler warnings, as errors
	@$(MVN) spotless:check test-compile
	@for script in images/check/check.sh images/recorder/aot/*.sh images/recorder/src/main/aot/app/recorder; do sh -n $$script || exit 1; done

format: ## formats the Java sources
	@$(MVN) spotless:apply

generate: $(RECORDER) ## what in the docs is made from the code: the table of settings
	@$(WRITE_SETTINGS) $(SETTINGS)

verify: $(RECORDER) ## whether `make generate` would change anything
	@copy=$$(mktemp) && trap 'rm -f "$$copy"' EXIT && cp $(SETTINGS) "$$copy" && $(WRITE_SETTINGS) "$$copy" && \
	  { diff -u $(SETTINGS) "$$copy" || { echo "$(SETTINGS) is behind the code: run \`make generate\`" >&2; exit 1; }; }

recorder: $(RECORDER) ## the recorder alone, for sidecar/recorder/recorder

tools: $(VERSITYGW) ## the S3 server for demo and tests, pinned in ci/tools/go.mod

clean: ## removes what was built, but not the tools
	@$(MVN) -Pimages clean
	@rm -rf ci/cluster/target

$(RECORDER): $(RECORDER_SOURCES)
	@echo "building the recorder"
	@$(MVN) -pl sidecar/recorder -am -DskipTests package
	@touch $@

$(IMAGE): $(RECORDER_SOURCES) $(shell find images/recorder/pom.xml images/recorder/aot images/recorder/src -type f) $(VERSITYGW)
	@echo "building the recorder's image"
	@$(call recorder-image)
	@touch $@

images/spark/target/spark-%.tar: pom.xml images/spark/pom.xml $(shell find images/spark/src -type f)
	@echo "building the image of Spark $*"
	@$(call spark-image,$*)
	@touch $@

$(ACTOR): ci/cluster/actor-image.sh $(wildcard ci/cluster/actor/*)
	@ci/cluster/actor-image.sh $@

$(DEMO): $(DEMO_SOURCES)
	@echo "building the demo, with Spark from Maven Central when SPARK_HOME is not set"
	@$(MVN) -pl ci/demo,ci/demo/job -am -DskipTests package
	@touch $@ $(JOB)

$(BENCH): $(BENCH_SOURCES)
	@echo "building the benchmark"
	@$(MVN) -pl ci/bench -am -DskipTests package
	@touch $@

$(VERSITYGW): ci/tools/go.mod ci/tools/go.sum
	@echo "building the S3 server (versitygw); the first time takes some minutes"
	@mkdir -p .tools
	@cd ci/tools && ../toolchain.sh go build -trimpath -o ../../$@ github.com/versity/versitygw/cmd/versitygw
	@touch $@

$(S5CMD): ci/tools/go.mod ci/tools/go.sum
	@echo "building s5cmd, which the benchmark compares with"
	@mkdir -p .tools
	@cd ci/tools && ../toolchain.sh go build -trimpath -o ../../$@ github.com/peak/s5cmd/v2
	@touch $@
