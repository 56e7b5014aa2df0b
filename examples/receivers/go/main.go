// A game server's webhook receiver: verifies, dedupes, keeps an inventory. Go 1.21, no packages.
//
//	WEBHOOK_SECRET=whsec_... PORT=5000 go run .
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	toleranceSeconds = 300
	bodyMaxBytes     = 1 << 20
)

type nestedItem struct {
	SKU      string `json:"sku"`
	Count    int64  `json:"count"`
	Quantity int64  `json:"quantity"`
}

type item struct {
	SKU         string       `json:"sku"`
	Quantity    int64        `json:"quantity"`
	NestedItems []nestedItem `json:"nested_items"`
}

type event struct {
	EventType      string  `json:"event_type"`
	IdempotencyKey string  `json:"idempotency_key"`
	AggregateID    string  `json:"aggregate_id"`
	Trigger        *string `json:"trigger"`
	EventData      struct {
		PlayerID  string `json:"player_id"`
		Items     []item `json:"items"`
		Challenge string `json:"challenge"`
	} `json:"event_data"`
}

// Your database, in place of maps. What matters: "seen" and the inventory change together or not at all (one transaction).
type game struct {
	mu        sync.Mutex
	key       []byte
	seen      map[string]bool
	grants    map[string]bool
	withdrawn map[string]bool
	inventory map[string]map[string]int64
}

// Over the exact bytes that arrived: parsing and writing the JSON again would change them.
func (g *game) isGenuine(header http.Header, body []byte) bool {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return false
	}
	if age := time.Now().Unix() - seconds; age > toleranceSeconds || age < -toleranceSeconds {
		return false
	}
	mac := hmac.New(sha256.New, g.key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	// Several signatures while a secret is being rotated: one that fits is enough.
	for i, each := range strings.Split(header.Get("webhook-signature"), " ") {
		if i < 10 && hmac.Equal([]byte(each), expected) {
			return true
		}
	}
	return false
}

func (g *game) change(playerID string, items []item, sign int64) {
	owned := g.inventory[playerID]
	if owned == nil {
		owned = map[string]int64{}
		g.inventory[playerID] = owned
	}
	add := func(sku string, quantity int64) {
		owned[sku] += sign * quantity
		if owned[sku] < 0 {
			owned[sku] = 0
		}
	}
	for _, each := range items {
		for _, inner := range each.NestedItems {
			add(inner.SKU, inner.Quantity*inner.Count*each.Quantity)
		}
		if len(each.NestedItems) == 0 {
			add(each.SKU, each.Quantity)
		}
	}
}

func (g *game) handle(e event) (int, any) {
	ok := map[string]string{"status": "ok"}
	if e.EventType == "webhook.challenge" {
		// A live webhook has to show that it is yours before it is sent anything else.
		return 200, map[string]string{"challenge": e.EventData.Challenge}
	}
	if e.EventType == "player.verify" {
		// Look the player up. A 4xx refuses the sign-in: 404 {"status":"error","code":"not_found","message":"..."}.
		return 200, map[string]any{"player_id": e.EventData.PlayerID, "name": "Player " + e.EventData.PlayerID, "attributes": map[string]any{"level": 1}}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if (e.Trigger != nil && *e.Trigger == "test") || g.seen[e.IdempotencyKey] {
		return 200, ok
	}
	if e.EventType == "item.add" && !g.withdrawn[e.AggregateID] {
		// To refuse for good (the order is refunded): 400 {"status":"error","code":"declined","message":"..."}.
		g.change(e.EventData.PlayerID, e.EventData.Items, 1)
		g.grants[e.AggregateID] = true
	}
	if e.EventType == "item.remove" {
		// It may come before the item.add that it takes back, or without one: then a later item.add of the same grant credits nothing.
		if g.grants[e.AggregateID] {
			g.change(e.EventData.PlayerID, e.EventData.Items, -1)
		}
		g.withdrawn[e.AggregateID] = true
	}
	g.seen[e.IdempotencyKey] = true
	return 200, ok
}

func (g *game) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := func(status int, body any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
	if r.Method == http.MethodGet && r.URL.Path == "/inventory" {
		g.mu.Lock()
		defer g.mu.Unlock()
		answer(200, g.inventory)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMaxBytes))
	if err != nil {
		answer(413, map[string]string{"status": "error", "code": "too_large"})
		return
	}
	if !g.isGenuine(r.Header, body) {
		answer(401, map[string]string{"status": "error", "code": "invalid_signature"})
		return
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		answer(500, map[string]string{"status": "error", "code": "internal"})
		return
	}
	status, answered := g.handle(e)
	answer(status, answered)
}

func main() {
	secret := os.Getenv("WEBHOOK_SECRET")
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if !strings.HasPrefix(secret, "whsec_") || err != nil {
		log.Fatal("Set WEBHOOK_SECRET to the secret of the webhook (whsec_...).")
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "5000"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	g := &game{key: key, seen: map[string]bool{}, grants: map[string]bool{}, withdrawn: map[string]bool{}, inventory: map[string]map[string]int64{}}
	log.Fatal(http.Serve(listener, g))
}
