package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/spark-recorder/ci/charts/internal/chart"
	"github.com/spark-recorder/ci/charts/internal/render"
)

// Environment variables. Helm's flags are separated by spaces, such as "--sign --key me --keyring ring.gpg" for the package and
// "--plain-http" for the push.
const (
	registryVariable     = "REGISTRY"
	packageFlagsVariable = "PACKAGE_FLAGS"
	pushFlagsVariable    = "PUSH_FLAGS"
)

var archives = filepath.Join("target", "charts")

func pack(charts []*chart.Chart) error {
	if err := sameLibrary(charts); err != nil {
		return err
	}
	return withHelm("helm", func(helm render.Helm) error {
		for _, c := range charts {
			archive, err := packed(helm, c)
			if err != nil {
				return err
			}
			if archive != "" {
				fmt.Println(archive)
			}
		}
		return nil
	})
}

var saved = regexp.MustCompile(`saved it to: (.+)`)

// packed makes the archive of a chart and gives its path, which is empty for a subchart that is only installed with its parent.
func packed(helm render.Helm, c *chart.Chart) (string, error) {
	if !isPublished(c) {
		return "", nil
	}
	args := append([]string{"package", c.Dir, "--destination", archives}, strings.Fields(os.Getenv(packageFlagsVariable))...)
	output, err := helm.Run(args...)
	if err != nil {
		return "", fmt.Errorf("%s: %w", c.Name, err)
	}
	found := saved.FindSubmatch(output)
	if found == nil {
		return "", fmt.Errorf("%s: helm package does not name the archive: %s", c.Name, output)
	}
	return string(found[1]), nil
}

// publish uses the Helm settings of its user, because `helm registry login` stores the credentials there.
func publish(charts []*chart.Chart) error {
	registry := os.Getenv(registryVariable)
	if !strings.HasPrefix(registry, "oci://") {
		return errors.New("no registry: make publish-charts REGISTRY=oci://registry.example.com/charts")
	}
	if err := sameLibrary(charts); err != nil {
		return err
	}
	return withHelm("helm", func(helm render.Helm) error {
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		defer table.Flush()
		fmt.Fprintln(table, "CHART\tDIGEST")
		for _, c := range charts {
			archive, err := packed(helm, c)
			if err != nil || archive == "" {
				if err != nil {
					return err
				}
				continue
			}
			reference, digest, err := pushed(helm.Binary, archive, registry)
			if err != nil {
				return fmt.Errorf("%s: %w", c.Name, err)
			}
			fmt.Fprintf(table, "oci://%s\t%s\n", reference, digest)
		}
		return nil
	})
}

var (
	pushedTo     = regexp.MustCompile(`(?m)^Pushed: (\S+)$`)
	pushedDigest = regexp.MustCompile(`(?m)^Digest: (sha256:[0-9a-f]{64})$`)
)

// pushed pushes an archive, and gives the reference and digest that Helm prints.
func pushed(helm, archive, registry string) (reference, digest string, err error) {
	args := append([]string{"push", archive, registry}, strings.Fields(os.Getenv(pushFlagsVariable))...)
	output, err := exec.Command(helm, args...).CombinedOutput()
	if err != nil {
		return "", "", fmt.Errorf("helm push: %s", strings.TrimSpace(strings.TrimPrefix(string(output), "Error: ")))
	}
	to, sum := pushedTo.FindSubmatch(output), pushedDigest.FindSubmatch(output)
	if to == nil || sum == nil {
		return "", "", fmt.Errorf("helm push names no digest: %s", output)
	}
	return string(to[1]), string(sum[1]), nil
}
