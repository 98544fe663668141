// Asks the Go package where keys belong: `chash REPLICAS MEMBER... [-MEMBER...]`, keys on standard input, one per line;
// members are inserted in order, and the ones after a minus deleted again.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/werbenhu/chash"
)

func main() {
	replicas, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	group := chash.NewGroup("ring", replicas)
	letters := map[string]byte{}
	for _, member := range os.Args[2:] {
		if strings.HasPrefix(member, "-") {
			err = group.Delete(member[1:])
		} else {
			letters[member] = byte('a' + len(letters))
			err = group.Insert(member, nil)
		}
		if err != nil {
			panic(err)
		}
	}
	answers := []byte{}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		member, _, err := group.Match(lines.Text())
		if err != nil {
			panic(err)
		}
		answers = append(answers, letters[member])
	}
	fmt.Print(string(answers))
}
