package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// image is an archive that jib made.
type image struct {
	names  []string
	config *v1.ConfigFile
	layers []layer
}

type layer struct {
	v1.Layer
	base    bool
	comment string // jib's word for the content
	size    int64  // compressed
}

func openImage(archive string) (*image, error) {
	if _, err := os.Stat(archive); errors.Is(err, os.ErrNotExist) {
		return nil, errors.New("not found; build it with `make images`")
	}
	manifest, err := tarball.LoadManifest(func() (io.ReadCloser, error) { return os.Open(archive) })
	if err != nil {
		return nil, err
	}
	opened, err := tarball.ImageFromPath(archive, nil)
	if err != nil {
		return nil, err
	}
	config, err := opened.ConfigFile()
	if err != nil {
		return nil, err
	}
	layers, err := readLayers(opened, config.History)
	if err != nil {
		return nil, err
	}
	return &image{names: manifest[0].RepoTags, config: config, layers: layers}, nil
}

// readLayers pairs each layer with its entry of the history. jib names itself in the entries of the layers that it adds.
func readLayers(opened v1.Image, history []v1.History) ([]layer, error) {
	all, err := opened.Layers()
	if err != nil {
		return nil, err
	}
	var entries []v1.History
	for _, entry := range history {
		if !entry.EmptyLayer {
			entries = append(entries, entry)
		}
	}
	if len(entries) != len(all) {
		return nil, fmt.Errorf("its history names %d layers, but it has %d", len(entries), len(all))
	}
	var layers []layer
	for i, one := range all {
		size, err := one.Size()
		if err != nil {
			return nil, err
		}
		base := !strings.HasPrefix(entries[i].CreatedBy, "jib-maven-plugin")
		layers = append(layers, layer{Layer: one, base: base, comment: entries[i].Comment, size: size})
	}
	return layers, nil
}

// eachFile reads the regular files of the base or of the layers on top of it. A file that a later layer replaces or
// removes is left out.
func (i *image) eachFile(base bool, do func(name string, content io.Reader) error) error {
	var layers []v1.Layer
	for _, layer := range i.layers {
		if layer.base == base {
			layers = append(layers, layer.Layer)
		}
	}
	flat, err := mutate.AppendLayers(empty.Image, layers...)
	if err != nil {
		return err
	}
	content := mutate.Extract(flat)
	defer content.Close()
	for files := tar.NewReader(content); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Typeflag == tar.TypeReg {
			if err := do(path.Join("/", header.Name), files); err != nil {
				return fmt.Errorf("%s: %w", header.Name, err)
			}
		}
	}
}
