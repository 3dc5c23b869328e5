// Plays a container of an executor's pod:
//
//	actor stay         runs until SIGTERM, then ends with exit code 143, like a JVM
//	actor linger 10s   runs until 10 s after SIGTERM, like a recorder that still has work
//	actor exit 7       ends at once with exit code 7
//	actor eat          allocates memory until the kernel's OOM killer ends it
package main

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func main() {
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	switch os.Args[1] {
	case "stay":
		<-term
		os.Exit(143)
	case "linger":
		<-term
		rest, err := time.ParseDuration(os.Args[2])
		if err != nil {
			panic(err)
		}
		time.Sleep(rest)
	case "exit":
		code, err := strconv.Atoi(os.Args[2])
		if err != nil {
			panic(err)
		}
		os.Exit(code)
	case "eat":
		for kept := [][]byte{}; ; {
			more := make([]byte, 1<<20)
			for i := 0; i < len(more); i += 4096 {
				more[i] = 1
			}
			kept = append(kept, more)
		}
	default:
		os.Exit(64)
	}
}
