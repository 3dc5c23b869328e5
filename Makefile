# Every target can be run twice. `make` alone lists them.
SHELL := /bin/sh
TOOLCHAIN := ci/toolchain.sh
MVN := $(TOOLCHAIN) mvn

RECORDER := sidecar/recorder/target/recorder.jar
REPORT := sidecar/report/target/report.jar
DEMO := ci/demo/target/demo.jar
JOB := ci/demo/job/target/demo-job.jar
FAILURE_MAP := sidecar/failure-map/runner/target/failure-map.jar
BENCH := ci/bench/target/bench.jar
FAULTS := ci/faults/target/faults.jar
BENCH_AGENTS := ci/bench/agents/target/bench-agents.jar
BENCH_HISTORY := ci/bench/history/target/bench-history.jar
BENCH_PLUGIN := ci/bench/plugin/target/bench-plugin.jar
BENCH_FAILURE_MAP := ci/bench/failure-map/target/bench-failure-map.jar
BENCH_REPORT := ci/bench/report/target/bench-report.jar
VERSITYGW := .tools/versitygw
ACTOR := ci/cluster/target/actor.tar
KUEUE := .tools/kueue
IMAGE := images/recorder/target/recorder.tar
SPARK_LINES := 3.5 4.1 4.3
SPARK_IMAGES = $(SPARK_LINES:%=images/spark/target/spark-%.tar)
SETTINGS := sidecar/docs/settings.md
WRITE_SETTINGS := "$$($(TOOLCHAIN) jdk)/bin/java" -cp $(RECORDER) io.sparkrecorder.cli.SettingsTable
S5CMD := .tools/s5cmd
KIND := .tools/kind
HELM := .tools/helm
ACTIONLINT := .tools/actionlint
CHART_TOOLS := $(HELM) .tools/helm3 .tools/helm-unittest .tools/helm-docs .tools/registry
CHARTS := .tools/charts
ENGLISH := cd ci/english && ../toolchain.sh go run -trimpath -buildvcs=false . -root ../..
CHECK_IMAGES := .tools/images
CHECK_IMAGES_SOURCES := $(shell find ci/images -name '*.go' ! -name '*_test.go') ci/images/go.mod ci/images/go.sum
CHARTS_SOURCES := $(shell find ci/charts -name '*.go' ! -name '*_test.go') ci/charts/go.mod ci/charts/go.sum
GOFMT := "$$($(TOOLCHAIN) go env GOROOT)/bin/gofmt"

# The operator's chart is the only dependency from elsewhere. It comes from the operator's Go module with a pinned
# checksum. Without a module proxy, set SPARK_OPERATOR_CHART to a folder with that chart.
OPERATOR := charts/spark-platform/charts/spark-operator/Chart.yaml
SPARK_OPERATOR_CHART ?=

EXPERIMENT ?= sidecar/failure-map/experiments/laptop.yaml
RESULTS ?= failure-map-results

POMS := pom.xml ci/testbed/pom.xml
PLUGIN_SOURCES := $(POMS) $(shell find sidecar/spark-plugin/pom.xml sidecar/spark-plugin/src/main sidecar/history-plugin/pom.xml sidecar/history-plugin/src/main -type f)
RECORDER_SOURCES := $(POMS) $(shell find sidecar/recorder/pom.xml sidecar/recorder/src/main -type f)
REPORT_SOURCES := $(RECORDER_SOURCES) $(shell find sidecar/report/pom.xml sidecar/report/src/main -type f)
REPORT_JOB_SOURCES := $(REPORT_SOURCES) $(shell find sidecar/report-spark/pom.xml sidecar/report-spark/src/main -type f)
FAILURE_MAP_SOURCES := $(REPORT_SOURCES) $(shell find sidecar/failure-map -name target -prune -o -type f -path '*/src/main/*' -print -o -name pom.xml -print)
FAILURE_MAP_RUNNER_SOURCES := $(REPORT_SOURCES) $(shell find sidecar/failure-map/pom.xml sidecar/failure-map/runner/pom.xml sidecar/failure-map/runner/src/main -type f)
FAILURE_MAP_JOB_SOURCES := $(POMS) $(shell find sidecar/failure-map/pom.xml sidecar/failure-map/job/pom.xml sidecar/failure-map/job/src/main -type f)
BENCH_SOURCES := $(RECORDER_SOURCES) ci/bench/pom.xml $(shell find ci/testbed/src/main ci/bench/src/main -type f)
FAULTS_SOURCES := $(POMS) ci/faults/pom.xml $(shell find ci/testbed/src/main ci/faults/src/main -type f)
BENCH_AGENTS_SOURCES := $(BENCH_SOURCES) $(shell find ci/bench/agents/pom.xml ci/bench/agents/src -type f)
BENCH_PLUGIN_SOURCES := $(BENCH_SOURCES) $(PLUGIN_SOURCES) $(shell find ci/bench/plugin/pom.xml ci/bench/plugin/src -type f)
BENCH_REPORT_SOURCES := $(BENCH_SOURCES) $(shell find sidecar/report/pom.xml sidecar/report/src/main ci/bench/report/pom.xml ci/bench/report/src -type f)
BENCH_FAILURE_MAP_SOURCES := $(BENCH_SOURCES) $(FAILURE_MAP_SOURCES) $(shell find ci/bench/failure-map/pom.xml ci/bench/failure-map/src -type f)
BENCH_HISTORY_SOURCES := $(BENCH_SOURCES) $(shell find ci/bench/history/pom.xml ci/bench/history/src -type f)
DEMO_SOURCES := $(POMS) $(shell find ci/testbed/src/main ci/demo/pom.xml ci/demo/src/main ci/demo/job/pom.xml ci/demo/job/src -type f 2>/dev/null)

base = $(if $(BASE_IMAGES),-Dimage.$(1)=tar://$(abspath $(BASE_IMAGES))/$(2).tar)
recorder-image = $(MVN) -Pimages -pl images/recorder -am -DskipTests $(call base,java,java) $(IMAGE_FLAGS) $(1) verify
spark-image = rm -rf images/spark/target/$(1) && $(MVN) -Pimages -pl images/spark -am -DskipTests -Dspark.line=$(1) $(call base,spark,spark-$(1)) $(IMAGE_FLAGS) $(2) verify
PUSH = -Dimage.goal=build -Dimage.registry=$(REGISTRY)

.PHONY: help demo failure-map failure-map-tools test-failure-map test test-java test-charts test-images test-cluster e2e kind-test kind-down test-kind test-classes faults bench bench-agents bench-failure-map bench-history bench-plugin bench-report bench-tab images push lint lint-charts lint-images lint-english lint-workflows lower-english test-english format generate generate-charts verify verify-charts operator-chart charts publish-charts image-list recorder tools plugin clean kueue

help: ## prints this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(REPORT) $(RECORDER) $(DEMO) $(VERSITYGW) ## runs a Spark job, kills an executor, and finds every recording in S3; one minute (KEEP=1: keeps the S3 server)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -XX:TieredStopAtLevel=1 -jar $(DEMO)

failure-map: $(FAILURE_MAP) ## measures at which sizes joins fail on this machine, in a few minutes (EXPERIMENT=file.yaml, RESULTS=folder, SPARK_HOME)
	@sidecar/failure-map/failure-map run "$(EXPERIMENT)" --results "$(RESULTS)"

failure-map-tools: $(FAILURE_MAP) ## builds sidecar/failure-map/failure-map and its Spark

test-failure-map: ## runs real experiments on this machine, kills the runner, and checks every class; minutes
	@$(MVN) -pl sidecar/failure-map,sidecar/failure-map/job,sidecar/failure-map/job/spark-4.1,sidecar/failure-map/runner -am verify -Dgroups=long -DexcludedGroups=

test: test-english test-images test-charts test-kind test-classes test-java ## runs every test: charts, units, faults, and the demo from end to end

test-java: $(VERSITYGW) ## runs the recorder's tests, and the demo from end to end
	@$(MVN) verify

test-charts: $(CHARTS) $(CHART_TOOLS) $(OPERATOR) ## runs the charts' unit tests and checks every rendered object, on Helm 4 and 3 (CHART=spark-application)
	@cd ci/charts && ../toolchain.sh go test -trimpath ./...
	@cd ci/charts/matrix && ../../toolchain.sh go test -trimpath -count=1 ./...
	@cd ci/charts/schedulers && ../../toolchain.sh go test -trimpath -count=1 ./...
	@$(CHARTS) unit $(CHART)
	@$(CHARTS) check $(CHART)

# Creates and deletes namespaces. CLUSTER_LOAD is a command that loads a docker-save archive into the nodes, such as
# `kind load image-archive`. Without it, CLUSTER_TEST_IMAGE must name an image of ci/cluster/actor that they can pull.
test-cluster: $(ACTOR) ## runs the recorder's cluster tests on the cluster of KUBECONFIG (CLUSTER_LOAD: command that loads an image)
	@test -n "$$KUBECONFIG" || { echo "KUBECONFIG names no cluster: KUBECONFIG=~/.kube/config make test-cluster" >&2; exit 2; }
	@test -z "$(CLUSTER_LOAD)" || $(CLUSTER_LOAD) $(ACTOR)
	@$(MVN) -pl sidecar/recorder -am test -Dgroups=cluster -DexcludedGroups=

# The archives of the images that the classes of TEST need and that this project builds.
E2E_ARCHIVES = archives=$$(ci/e2e/images.sh "$(TEST)") && { [ -z "$$archives" ] || $(MAKE) --no-print-directory $$archives; }

# Takes the same variables. E2E_IMAGES is a folder with archives of the images that ci/e2e/images lists; without it the
# nodes pull them. KueueTest is skipped until `make kueue` has run.
e2e: $(HELM) .tools/helm3 .tools/registry $(CHARTS) $(OPERATOR) ## installs the charts on the cluster of KUBECONFIG, and follows recorded jobs to S3 (TEST=class)
	@test -n "$$KUBECONFIG" || { echo "KUBECONFIG names no cluster: KUBECONFIG=~/.kube/config make e2e" >&2; exit 2; }
	@$(E2E_ARCHIVES)
	@HELM="$(abspath $(HELM))" CLUSTER_LOAD="$(CLUSTER_LOAD)" E2E_IMAGES="$(E2E_IMAGES)" CLUSTER_ADDONS="$(CLUSTER_ADDONS)" E2E_TOOLS="$(abspath .tools)" $(MVN) -pl ci/e2e -am test -Dgroups=cluster -DexcludedGroups= $(if $(TEST),-Dtest=$(TEST))

kueue: $(KUEUE)/kueue.tar ## builds Kueue's image and chart for KueueTest from its Go module; takes minutes the first time

# Uses another cluster if KUBECONFIG and CLUSTER_LOAD are both set.
kind-test: $(KIND) $(HELM) $(OPERATOR) ## runs e2e on a new kind cluster in Docker (TEST, KEEP=1: keeps the cluster, BASE_IMAGES, E2E_IMAGES)
	@$(E2E_ARCHIVES)
	@KIND="$(abspath $(KIND))" MAKE="$(MAKE)" ci/kind.sh test

kind-down: $(KIND) ## deletes the cluster of kind-test
	@KIND="$(abspath $(KIND))" ci/kind.sh down

test-classes: ## tests the choice of cluster test classes for a change
	@ci/e2e/classes-test.sh

test-kind: $(KIND) ## tests how kind-test creates and deletes its cluster, without Docker
	@KIND="$(abspath $(KIND))" ci/kind-test.sh

# The trial writes non-ASCII file names in every locale.
faults: $(RECORDER) $(FAULTS) $(VERSITYGW) ## kills recorders at random moments while S3 fails, and compares every byte (KILLS=100, SEED, ROUND, AT_ONCE=2)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -Xmx1g -Dsun.jnu.encoding=UTF-8 -jar $(FAULTS)

bench: $(BENCH) $(VERSITYGW) $(S5CMD) ## measures the recorder's memory, time and CPU, with s5cmd for comparison (RUNS=3)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -jar $(BENCH)

bench-agents: $(BENCH_AGENTS) images/spark/target/spark-4.1.tar $(HELM) ## measures the cost of each recording agent in a Spark job (RUNS=3, BASE_IMAGES)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -jar $(BENCH_AGENTS)

bench-failure-map: $(BENCH_FAILURE_MAP) $(FAILURE_MAP) ## measures a failure map's cost against bare Spark jobs, how busy it keeps the machine, and its page (RUNS=3)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -Xmx1g -jar $(BENCH_FAILURE_MAP)

bench-history: $(BENCH_HISTORY) images/spark/target/spark-4.3.tar $(VERSITYGW) $(S5CMD) $(HELM) ## measures the history server's polling of S3 against Spark's defaults (RUNS=3, APPLICATIONS=500, BASE_IMAGES)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -jar $(BENCH_HISTORY)

bench-plugin: $(BENCH_PLUGIN) ## measures the cost of a task span in a Spark job: time and bytes (RUNS=3)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -Xmx1g -jar $(BENCH_PLUGIN)

bench-tab: $(VERSITYGW) ## measures the tab "Recordings" of a history server for 200 pods, on each Spark line
	@$(MVN) -pl sidecar/history-plugin,sidecar/history-plugin/spark-4.1,sidecar/history-plugin/spark-4.2 -am test -Dtest=TabBench -Dsurefire.failIfNoSpecifiedTests=false -DtrimStackTrace=true > .tools/bench-tab.log 2>&1 || { cat .tools/bench-tab.log >&2; exit 1; }
	@grep '^Spark ' .tools/bench-tab.log

bench-report: $(BENCH_REPORT) ## measures a report's CPU and memory, with jfr-converter and JMC for comparison, and its page (RUNS=3, RECORDING)
	@exec "$$($(TOOLCHAIN) jdk)/bin/java" -Xmx1g -jar $(BENCH_REPORT)

# BASE_IMAGES is a folder of base images as docker-save archives (java.tar, spark-4.1.tar, ...); without it they come from
# a registry. IMAGE_FLAGS are passed to Maven, such as -Dimage.extra=DIR.
images: $(IMAGE) $(SPARK_IMAGES) $(CHECK_IMAGES) ## builds the images as archives (SPARK_LINES="4.1", BASE_IMAGES: folder of the base images)
	@$(CHECK_IMAGES) recorder $(SPARK_LINES)

# Pushes the images of `make images`. PUSH_FLAGS are passed to Maven, such as -Dmulti-arch.
push: $(VERSITYGW) ## pushes the images (REGISTRY=registry.example.com/team, SPARK_LINES, BASE_IMAGES, PUSH_FLAGS)
	@test -n "$(REGISTRY)" || { echo "where to? REGISTRY=registry.example.com/team make push" >&2; exit 2; }
	@$(call recorder-image,$(PUSH) $(PUSH_FLAGS))
	@set -e; $(foreach line,$(SPARK_LINES),$(call spark-image,$(line),$(PUSH) $(PUSH_FLAGS));)

lint: lint-charts lint-images lint-english lint-workflows ## checks formats, compiler warnings, charts, workflows and the language of comments
	@$(MVN) spotless:check test-compile
	@for script in images/recorder/aot/*.sh images/recorder/src/main/root/app/* sidecar/failure-map/failure-map sidecar/recorder/recorder sidecar/recorder/src/main/jvm/*.sh ci/*.sh; do sh -n $$script || exit 1; done

lint-charts: $(CHARTS) $(HELM) $(OPERATOR) ## checks the charts with helm lint, values against their schema, and the Go code of ci/charts
	@bad=$$($(GOFMT) -l ci/charts) && { [ -z "$$bad" ] || { echo "not formatted; run \`make format\`:" $$bad >&2; exit 1; }; }
	@cd ci/charts && ../toolchain.sh go vet -trimpath ./...
	@cd ci/charts/matrix && ../../toolchain.sh go vet -trimpath ./...
	@cd ci/charts/schedulers && ../../toolchain.sh go vet -trimpath ./...
	@! find charts values -type l | grep . || { echo "a symbolic link: Flux drops it from a chart in git" >&2; exit 1; }
	@$(CHARTS) lint $(CHART)

lint-images: ## checks the Go code that checks images
	@bad=$$($(GOFMT) -l ci/images) && { [ -z "$$bad" ] || { echo "not formatted; run \`make format\`:" $$bad >&2; exit 1; }; }
	@cd ci/images && ../toolchain.sh go vet -trimpath .

test-images: ## runs the tests of the image checks
	@cd ci/images && ../toolchain.sh go test -trimpath .

lint-english: ## checks the language of comments, documents and commit subjects (ci/english)
	@bad=$$($(GOFMT) -l ci/english) && { [ -z "$$bad" ] || { echo "not formatted; run \`make format\`:" $$bad >&2; exit 1; }; }
	@cd ci/english && ../toolchain.sh go vet -trimpath .
	@$(ENGLISH)

lower-english: ## lowers the ceilings of the language check to the present figures
	@$(ENGLISH) -lower

test-english: ## runs the tests of the language check
	@cd ci/english && ../toolchain.sh go test -trimpath .

lint-workflows: $(ACTIONLINT) ## checks the workflows of GitHub Actions: syntax, expressions, and actions pinned by commit
	@$(ACTIONLINT) -shellcheck= -pyflakes=
	@! grep -rnE 'uses: +[^.]' .github | grep -vE '@[0-9a-f]{40} # v[0-9.]+$$' || { echo "not pinned by commit and version" >&2; exit 1; }

format: ## formats the Java and Go sources
	@$(MVN) spotless:apply
	@$(GOFMT) -w ci/charts ci/english ci/images

generate: $(RECORDER) generate-charts ## writes generated text: the table of settings, the charts' READMEs and shared parts
	@$(WRITE_SETTINGS) $(SETTINGS)

generate-charts: $(CHARTS) $(HELM) .tools/helm-docs $(OPERATOR) ## writes the charts' READMEs and their parts from spark-lib (CHART=spark-application)
	@$(CHARTS) generate $(CHART)

verify: $(RECORDER) verify-charts ## fails if `make generate` would change anything
	@copy=$$(mktemp) && trap 'rm -f "$$copy"' EXIT && cp $(SETTINGS) "$$copy" && $(WRITE_SETTINGS) "$$copy" && \
	  { diff -u $(SETTINGS) "$$copy" || { echo "$(SETTINGS) is behind the code: run \`make generate\`" >&2; exit 1; }; }

verify-charts: $(CHARTS) $(HELM) .tools/helm-docs $(OPERATOR) ## fails if `make generate-charts` would change anything
	@$(CHARTS) verify $(CHART)

operator-chart: $(OPERATOR) ## puts the Spark operator's chart, from its Go module, into charts/spark-platform

charts: $(CHARTS) $(HELM) $(OPERATOR) ## packages the charts into target/charts
	@$(CHARTS) package $(CHART)

# PACKAGE_FLAGS and PUSH_FLAGS are passed to helm, such as "--sign --key NAME --keyring FILE" and --plain-http.
publish-charts: $(CHARTS) $(HELM) $(OPERATOR) ## pushes the charts (REGISTRY=oci://registry.example.com/charts, PACKAGE_FLAGS, PUSH_FLAGS)
	@REGISTRY="$(REGISTRY)" PACKAGE_FLAGS="$(PACKAGE_FLAGS)" PUSH_FLAGS="$(PUSH_FLAGS)" $(CHARTS) publish $(CHART)

image-list: $(CHARTS) $(HELM) $(OPERATOR) ## prints the images of all pods that the charts create, for a mirror (CHART=spark-application)
	@$(CHARTS) images $(CHART)

plugin: $(PLUGIN_SOURCES) $(REPORT_JOB_SOURCES) ## builds the plugins' jar for Spark 3.5 to 4.3, the drop-in for EMR and Glue, the history server's tab, and the report as a Spark job, in sidecar/*/target
	@$(MVN) -pl sidecar/spark-plugin,sidecar/history-plugin,sidecar/report-spark -am -DskipTests package

recorder: $(REPORT) ## builds only the recorder and its report, for sidecar/recorder/recorder

tools: $(VERSITYGW) $(CHART_TOOLS) ## builds the S3 server for demo and tests, Helm and the chart tools, as pinned in ci/tools

clean: ## deletes build results, but keeps the tools
	@$(MVN) -Pimages clean
	@rm -rf ci/cluster/target target/charts

$(RECORDER): $(RECORDER_SOURCES)
	@echo "building the recorder"
	@$(MVN) -pl sidecar/recorder -am -DskipTests package
	@touch $@

$(REPORT): $(REPORT_SOURCES)
	@echo "building the recorder and its report"
	@$(MVN) -pl sidecar/report -am -DskipTests package
	@touch $(RECORDER) $@

$(IMAGE): $(FAILURE_MAP_RUNNER_SOURCES) $(shell find images/recorder -name target -prune -o -type f -print) $(VERSITYGW)
	@echo "building the recorder's image"
	@$(call recorder-image)
	@touch $@

images/spark/target/spark-%.tar: $(PLUGIN_SOURCES) $(REPORT_JOB_SOURCES) $(FAILURE_MAP_JOB_SOURCES) images/spark/pom.xml $(shell find images/spark/src sidecar/undo-callback/pom.xml sidecar/undo-callback/src/main -type f)
	@echo "building the image of Spark $*"
	@$(call spark-image,$*)
	@touch $@

$(KUEUE)/kueue.tar: ci/e2e/kueue.sh ci/go-image.sh ci/tools/kueue/go.mod ci/tools/kueue/go.sum
	@echo "building Kueue; the first time takes some minutes"
	@mkdir -p $(@D)
	@ci/e2e/kueue.sh "$(abspath $(@D))"
	@touch $@

$(ACTOR): ci/cluster/actor-image.sh ci/go-image.sh $(wildcard ci/cluster/actor/*)
	@ci/cluster/actor-image.sh $@

$(DEMO): $(DEMO_SOURCES)
	@echo "building the demo, with Spark from Maven Central when SPARK_HOME is not set"
	@$(MVN) -pl ci/demo,ci/demo/job -am -DskipTests package
	@touch $@ $(JOB)

$(FAILURE_MAP): $(FAILURE_MAP_SOURCES)
	@echo "building the failure map, with Spark from Maven Central when SPARK_HOME is not set"
	@$(MVN) -pl sidecar/failure-map,sidecar/failure-map/job,sidecar/failure-map/job/spark-4.1,sidecar/failure-map/runner -am -DskipTests package
	@touch $(RECORDER) $(REPORT) $@

$(BENCH): $(BENCH_SOURCES)
	@echo "building the benchmark"
	@$(MVN) -pl ci/bench -am -DskipTests package
	@touch $@

$(FAULTS): $(FAULTS_SOURCES)
	@echo "building the kill trial"
	@$(MVN) -pl ci/faults -am -DskipTests package
	@touch $(RECORDER) $@

$(BENCH_AGENTS): $(BENCH_AGENTS_SOURCES)
	@echo "building the benchmark of the agents"
	@$(MVN) -pl ci/bench/agents -am -DskipTests package
	@touch $(BENCH) $@

$(BENCH_PLUGIN): $(BENCH_PLUGIN_SOURCES)
	@echo "building the benchmark of the plugin"
	@$(MVN) -pl ci/bench/plugin -am -DskipTests package
	@touch $(BENCH) $@

$(BENCH_REPORT): $(BENCH_REPORT_SOURCES)
	@echo "building the benchmark of the reports"
	@$(MVN) -pl ci/bench/report,sidecar/report -am -DskipTests package
	@touch $(BENCH) $@

$(BENCH_FAILURE_MAP): $(BENCH_FAILURE_MAP_SOURCES)
	@echo "building the benchmark of the failure map"
	@$(MVN) -pl ci/bench/failure-map,sidecar/failure-map/job,sidecar/failure-map/job/spark-4.1 -am -DskipTests package
	@touch $(BENCH) $(FAILURE_MAP) $@

$(BENCH_HISTORY): $(BENCH_HISTORY_SOURCES)
	@echo "building the benchmark of the history server"
	@$(MVN) -pl ci/bench/history -am -DskipTests package
	@touch $(BENCH) $@

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

# Helm reports the version that is compiled in; a plain build would report v4.3.
$(HELM): ci/tools/helm/go.mod ci/tools/helm/go.sum
	@echo "building Helm 4; the first time takes some minutes"
	@mkdir -p .tools
	@cd ci/tools/helm && version=$$(../../toolchain.sh go list -m -f '{{.Version}}' helm.sh/helm/v4) && \
	  ../../toolchain.sh go build -trimpath -ldflags "-s -w -X helm.sh/helm/v4/internal/version.version=$$version" -o ../../../$@ helm.sh/helm/v4/cmd/helm
	@touch $@

$(KIND): ci/tools/kind/go.mod ci/tools/kind/go.sum
	@echo "building kind"
	@mkdir -p .tools
	@cd ci/tools/kind && ../../toolchain.sh go build -trimpath -o ../../../$@ sigs.k8s.io/kind
	@touch $@

$(ACTIONLINT): ci/tools/actionlint/go.mod ci/tools/actionlint/go.sum
	@echo "building actionlint"
	@mkdir -p $(@D)
	@cd ci/tools/actionlint && ../../toolchain.sh go build -trimpath -o $(abspath $@) github.com/rhysd/actionlint/cmd/actionlint
	@touch $@

.tools/registry: ci/tools/registry/go.mod ci/tools/registry/go.sum
	@mkdir -p .tools
	@cd ci/tools/registry && ../../toolchain.sh go build -trimpath -o ../../../$@ github.com/google/go-containerregistry/cmd/registry
	@touch $@

.tools/helm-docs: ci/tools/helm/go.mod ci/tools/helm/go.sum
	@mkdir -p .tools
	@cd ci/tools/helm && ../../toolchain.sh go build -trimpath -o ../../../$@ github.com/norwoodj/helm-docs/cmd/helm-docs
	@touch $@

.tools/helm3: ci/tools/helm3/go.mod ci/tools/helm3/go.sum
	@echo "building Helm 3, to see that charts still work there"
	@mkdir -p .tools
	@cd ci/tools/helm3 && version=$$(../../toolchain.sh go list -m -f '{{.Version}}' helm.sh/helm/v3) && \
	  ../../toolchain.sh go build -trimpath -ldflags "-s -w -X helm.sh/helm/v3/internal/version.version=$$version" -o ../../../$@ helm.sh/helm/v3/cmd/helm
	@touch $@

.tools/helm-unittest: ci/tools/helm3/go.mod ci/tools/helm3/go.sum
	@mkdir -p .tools
	@cd ci/tools/helm3 && version=$$(../../toolchain.sh go list -m -f '{{.Version}}' github.com/helm-unittest/helm-unittest) && \
	  ../../toolchain.sh go build -trimpath -ldflags "-s -w -X github.com/helm-unittest/helm-unittest/internal/build.version=$${version#v}" \
	  -o ../../../$@ github.com/helm-unittest/helm-unittest/cmd/helm-unittest
	@touch $@

$(CHARTS): $(CHARTS_SOURCES)
	@echo "building the checks of charts; the first time takes some minutes"
	@mkdir -p .tools
	@cd ci/charts && ../toolchain.sh go build -trimpath -buildvcs=false -o ../../$@ .
	@touch $@

$(CHECK_IMAGES): $(CHECK_IMAGES_SOURCES)
	@echo "building the checks of images"
	@mkdir -p .tools
	@cd ci/images && ../toolchain.sh go build -trimpath -buildvcs=false -o ../../$@ .
	@touch $@

# Unpacked, because Helm and helm-unittest read folders like the charts around it.
$(OPERATOR): charts/spark-platform/Chart.yaml ci/tools/spark-operator/go.mod ci/tools/spark-operator/go.sum
	@rm -rf $(@D) $(@D)-*.tgz
	@mkdir -p $(dir $(@D))
	@from="$(SPARK_OPERATOR_CHART)"; [ -n "$$from" ] || { \
	  module=$$(cd ci/tools/spark-operator && ../../toolchain.sh go mod download -json github.com/kubeflow/spark-operator/v2) && \
	  from=$$(printf '%s' "$$module" | sed -n 's/^.*"Dir": "\(.*\)",*$$/\1/p')/charts/spark-operator-chart; } || { \
	  echo "No Go module proxy in reach? With the operator's chart in a folder: make ... SPARK_OPERATOR_CHART=FOLDER" >&2; exit 1; }; \
	cp -R "$$from" $(@D) && chmod -R u+w $(@D)
	@touch $@
