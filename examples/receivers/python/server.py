"""A game server's webhook receiver: verifies, dedupes, keeps an inventory. Python 3.9+, no packages.

    WEBHOOK_SECRET=whsec_... PORT=5000 python3 server.py
"""
import base64
import hashlib
import hmac
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ.get("WEBHOOK_SECRET", "")
FILE = os.environ.get("STATE_FILE", "inventory.json")
TOLERANCE_SECONDS = 300
BODY_MAX_BYTES = 1_048_576
if not SECRET.startswith("whsec_"):
    raise SystemExit("Set WEBHOOK_SECRET to the secret of the webhook (whsec_...).")
KEY = base64.b64decode(SECRET[len("whsec_"):])

# Your database. What matters: "seen" and the inventory change together or not at all (one transaction).
LOCK = threading.Lock()
STATE = {"seen": {}, "grants": {}, "withdrawn": {}, "inventory": {}}
if os.path.exists(FILE):
    with open(FILE, encoding="utf-8") as file:
        STATE = json.load(file)


def save():
    with open(FILE + ".new", "w", encoding="utf-8") as file:
        json.dump(STATE, file)
    os.replace(FILE + ".new", FILE)


def is_genuine(headers, body):
    """Over the exact bytes that arrived: parsing and writing the JSON again would change them."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    # Several signatures while a secret is being rotated: one that fits is enough.
    return any(hmac.compare_digest(each.encode(), expected.encode()) for each in headers.get("webhook-signature", "").split(" ")[:10])


def change(player_id, items, sign):
    owned = STATE["inventory"].setdefault(player_id, {})
    for item in items:
        nested = item.get("nested_items") or []
        contents = [(each["sku"], each["quantity"] * each["count"] * item["quantity"]) for each in nested] or [(item["sku"], item["quantity"])]
        for sku, quantity in contents:
            owned[sku] = max(0, owned.get(sku, 0) + sign * quantity)


def handle(event):
    data, grant = event["event_data"], event["aggregate_id"]
    if event["event_type"] == "webhook.challenge":
        # A live webhook has to show that it is yours before it is sent anything else.
        return 200, {"challenge": data["challenge"]}
    if event["event_type"] == "player.verify":
        # Look the player up. A 4xx refuses the sign-in: 404 {"status": "error", "code": "not_found", "message": "..."}.
        return 200, {"player_id": data["player_id"], "name": f"Player {data['player_id']}", "attributes": {"level": 1}}
    with LOCK:
        if event["trigger"] == "test" or event["idempotency_key"] in STATE["seen"]:
            return 200, {"status": "ok"}
        if event["event_type"] == "item.add" and grant not in STATE["withdrawn"]:
            # To refuse for good (the order is refunded): 400 {"status": "error", "code": "declined", "message": "..."}.
            change(data["player_id"], data["items"], 1)
            STATE["grants"][grant] = True
        if event["event_type"] == "item.remove":
            # It may come before the item.add that it takes back, or without one: then a later item.add of the same grant credits nothing.
            if grant in STATE["grants"]:
                change(data["player_id"], data["items"], -1)
            STATE["withdrawn"][grant] = True
        STATE["seen"][event["idempotency_key"]] = True
        save()
    return 200, {"status": "ok"}


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self):
        self.answer(200 if self.path == "/inventory" else 404, STATE["inventory"] if self.path == "/inventory" else {})

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        if size > BODY_MAX_BYTES:
            self.close_connection = True
            return self.answer(413, {"status": "error", "code": "too_large"})
        body = self.rfile.read(size)
        if not is_genuine(self.headers, body):
            return self.answer(401, {"status": "error", "code": "invalid_signature"})
        return self.answer(*handle(json.loads(body)))

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "5000"))), Receiver)
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
