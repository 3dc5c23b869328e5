// Command images checks the images that `make images` builds: the archive of each one against its base, its configuration
// and its SBOM.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const usage = `usage: images [-root FOLDER] IMAGE...

Checks images that were built as archives, and prints the size of each layer. An IMAGE is "recorder" or a Spark line that
the root pom names, such as 4.1. An image passes if

  - it has the name and version that the charts ask for, and the version of the root pom is the same;
  - it has the expected user, entrypoint and labels;
  - it adds at most the allowed number of MB (1,000,000 bytes, compressed) to its base;
  - the files that the charts refer to are in the layers on top of the base;
  - no added jar has a class, or is a version of an artifact, that is on the class path already;
  - each component of its SBOM names a licence, and none is copyleft.

Options:
  -root FOLDER   the repository (default ".")

Examples:
  images recorder                 checks images/recorder/target/recorder.tar
  images 3.5 4.1                  checks images/spark/target/spark-3.5.tar and spark-4.1.tar
  images -root ../.. recorder     the same from another folder

Exit codes: 0 all images pass, 1 an image fails a check, 2 an image cannot be checked or the command line is wrong.
`

const (
	passed      = 0
	failed      = 1
	notPossible = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(arguments []string, out, problems io.Writer) int {
	flags := flag.NewFlagSet("images", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.Usage = func() {}
	root := flags.String("root", ".", "the repository")
	switch err := flags.Parse(arguments); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(out, usage)
		return passed
	case err != nil:
		fmt.Fprintln(problems, "images --help shows the options")
		return notPossible
	case flags.NArg() == 0:
		fmt.Fprintln(problems, "which image? `images recorder 4.1`; images --help shows more")
		return notPossible
	}
	project, err := readProject(*root)
	if err != nil {
		fmt.Fprintln(problems, "images:", err)
		return notPossible
	}
	code := passed
	if problem := project.versionProblem(); problem != "" {
		fmt.Fprintln(problems, problem)
		code = failed
	}
	for _, name := range flags.Args() {
		code = max(code, checkOne(project, name, out, problems))
	}
	return code
}

func checkOne(project *project, name string, out, problems io.Writer) int {
	wanted, err := project.expected(name)
	if err != nil {
		fmt.Fprintln(problems, "images:", err)
		return notPossible
	}
	found, err := check(project.root, wanted, out)
	for _, problem := range found {
		fmt.Fprintf(problems, "%s: %s\n", filepath.Base(wanted.archive), problem)
	}
	switch {
	case err != nil:
		fmt.Fprintf(problems, "images: %s: %v\n", filepath.Base(wanted.archive), err)
		return notPossible
	case len(found) > 0:
		return failed
	default:
		return passed
	}
}
