package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// expectation describes an image that passes. Paths on disk are relative to the repository.
type expectation struct {
	archive    string
	sbom       string
	name       string
	user       string
	entrypoint string
	budget     int    // in MB of 1,000,000 bytes on top of the base, compressed as in a registry
	jars       string // folder in the image whose jars are on one class path
	files      []string
}

// project holds the versions that the repository declares.
type project struct {
	root         string
	chartVersion string            // the image tag that the charts ask for
	pomVersion   string            // the version of the root pom
	spark        map[string]string // Spark's version by its line
}

type pomProperties struct {
	SparkLine    string `xml:"spark.line"`
	SparkVersion string `xml:"image.spark.version"`
}

func readProject(root string) (*project, error) {
	var chart struct {
		AppVersion string `yaml:"appVersion"`
	}
	var pom struct {
		Version    string          `xml:"version"`
		Properties pomProperties   `xml:"properties"`
		Profiles   []pomProperties `xml:"profiles>profile>properties"`
	}
	if err := read(root, "charts/spark-lib/Chart.yaml", yaml.Unmarshal, &chart); err != nil {
		return nil, err
	}
	if err := read(root, "pom.xml", xml.Unmarshal, &pom); err != nil {
		return nil, err
	}
	p := &project{root: root, chartVersion: chart.AppVersion, pomVersion: pom.Version, spark: map[string]string{}}
	for _, properties := range append(pom.Profiles, pom.Properties) {
		if version := properties.SparkVersion; version != "" {
			p.spark[version[:strings.LastIndex(version, ".")]] = version
		}
	}
	return p, nil
}

func read(root, file string, unmarshal func([]byte, any) error, into any) error {
	content, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		return err
	}
	if err := unmarshal(content, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func (p *project) versionProblem() string {
	if p.chartVersion == strings.TrimSuffix(p.pomVersion, "-SNAPSHOT") {
		return ""
	}
	return fmt.Sprintf("the charts ask for image tag %s, but the version of the root pom is %s", p.chartVersion, p.pomVersion)
}

func (p *project) expected(image string) (expectation, error) {
	if image == "recorder" {
		return expectation{
			archive:    "images/recorder/target/recorder.tar",
			sbom:       "images/recorder/target/recorder.cdx.json",
			name:       "ghcr.io/spark-recorder/recorder:" + p.chartVersion,
			user:       "185:185",
			entrypoint: "/app/recorder",
			budget:     50,
			jars:       "/app/libs",
			files: []string{
				"/app/failure-map", "/app/failure-map-jars/failure-map.jar", "/app/jvm/failure-map.jvmopts", "/app/jvm/recorder.jvmopts",
				"/app/jvm/report.jvmopts", "/app/jvm/supervise.sh", "/app/recorder", "/app/report/report.jar",
			},
		}, nil
	}
	version, ok := p.spark[image]
	if !ok {
		return expectation{}, fmt.Errorf("%s is neither \"recorder\" nor a Spark line of the root pom", image)
	}
	const agents = "/opt/spark-recorder/agents"
	files := []string{
		"/opt/spark/jars/spark-recorder-history.jar",
		"/opt/spark/jars/spark-recorder-plugin.jar",
		agents + "/async-profiler/libasyncProfiler.so",
		agents + "/async-profiler/linux-arm64/libasyncProfiler.so",
		agents + "/jmx-exporter/jmx_prometheus_javaagent.jar",
		agents + "/undo-callback/undo-callback.jar",
		"/opt/spark-recorder/failure-map/failure-map-job.jar",
	}
	if image != "3.5" {
		files = append(files, "/opt/spark-recorder/report/spark-recorder-report.jar")
	}
	return expectation{
		archive:    "images/spark/target/spark-" + image + ".tar",
		sbom:       "images/spark/target/spark-" + image + ".cdx.json",
		name:       "ghcr.io/spark-recorder/spark:" + version + "-" + p.chartVersion,
		user:       "185",
		entrypoint: "/opt/entrypoint.sh",
		budget:     25,
		jars:       "/opt/spark/jars",
		files:      files,
	}, nil
}
