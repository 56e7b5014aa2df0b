// A game server's webhook receiver: verifies, dedupes, keeps an inventory. .NET 8, no packages.
//   WEBHOOK_SECRET=whsec_... PORT=5000 dotnet run
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

const int ToleranceSeconds = 300;
const int BodyMaxBytes = 1_048_576;

var secret = Environment.GetEnvironmentVariable("WEBHOOK_SECRET") ?? "";
if (!secret.StartsWith("whsec_")) throw new InvalidOperationException("Set WEBHOOK_SECRET to the secret of the webhook (whsec_...).");
var key = Convert.FromBase64String(secret["whsec_".Length..]);

// Your database, in place of these. What matters: "seen" and the inventory change together or not at all (one transaction).
var gate = new object();
var seen = new HashSet<string>();
var grants = new HashSet<string>();
var withdrawn = new HashSet<string>();
var inventory = new Dictionary<string, Dictionary<string, long>>();

// Over the exact bytes that arrived: parsing and writing the JSON again would change them.
bool IsGenuine(IHeaderDictionary headers, byte[] body)
{
    string id = headers["webhook-id"].ToString(), timestamp = headers["webhook-timestamp"].ToString();
    if (id == "" || !long.TryParse(timestamp, out var seconds)) return false;
    if (Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > ToleranceSeconds) return false;
    var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.").Concat(body).ToArray();
    var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    // Several signatures while a secret is being rotated: one that fits is enough.
    return headers["webhook-signature"].ToString().Split(' ').Take(10)
        .Any(each => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(each), expected));
}

void Change(string playerId, JsonElement items, int sign)
{
    if (!inventory.TryGetValue(playerId, out var owned)) inventory[playerId] = owned = new Dictionary<string, long>();
    void Add(string sku, long quantity) => owned[sku] = Math.Max(0, owned.GetValueOrDefault(sku) + sign * quantity);
    foreach (var item in items.EnumerateArray())
    {
        var quantity = item.GetProperty("quantity").GetInt64();
        var nested = item.GetProperty("nested_items");
        if (nested.ValueKind == JsonValueKind.Array && nested.GetArrayLength() > 0)
            foreach (var each in nested.EnumerateArray())
                Add(each.GetProperty("sku").GetString()!, each.GetProperty("quantity").GetInt64() * each.GetProperty("count").GetInt64() * quantity);
        else Add(item.GetProperty("sku").GetString()!, quantity);
    }
}

(int, object) Handle(JsonElement e)
{
    var ok = new { status = "ok" };
    var data = e.GetProperty("event_data");
    var type = e.GetProperty("event_type").GetString();
    // A live webhook has to show that it is yours before it is sent anything else.
    if (type == "webhook.challenge") return (200, new { challenge = data.GetProperty("challenge").GetString() });
    if (type == "player.verify")
    {
        // Look the player up. A 4xx refuses the sign-in: 404 {"status":"error","code":"not_found","message":"..."}.
        var playerId = data.GetProperty("player_id").GetString();
        return (200, new { player_id = playerId, name = $"Player {playerId}", attributes = new { level = 1 } });
    }
    var effect = e.GetProperty("idempotency_key").GetString()!;
    var grant = e.GetProperty("aggregate_id").GetString()!;
    lock (gate)
    {
        if (e.GetProperty("trigger").GetString() == "test" || seen.Contains(effect)) return (200, ok);
        if (type == "item.add" && !withdrawn.Contains(grant))
        {
            // To refuse for good (the order is refunded): 400 {"status":"error","code":"declined","message":"..."}.
            Change(data.GetProperty("player_id").GetString()!, data.GetProperty("items"), 1);
            grants.Add(grant);
        }
        if (type == "item.remove")
        {
            // It may come before the item.add that it takes back, or without one: then a later item.add of the same grant credits nothing.
            if (grants.Contains(grant)) Change(data.GetProperty("player_id").GetString()!, data.GetProperty("items"), -1);
            withdrawn.Add(grant);
        }
        seen.Add(effect);
    }
    return (200, ok);
}

var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = BodyMaxBytes);
var app = builder.Build();
app.Urls.Add($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "5000"}");
app.MapGet("/inventory", () => { lock (gate) return Results.Text(JsonSerializer.Serialize(inventory), "application/json"); });
app.MapPost("/{**path}", async (HttpRequest request) =>
{
    using var buffer = new MemoryStream();
    await request.Body.CopyToAsync(buffer);
    var body = buffer.ToArray();
    if (!IsGenuine(request.Headers, body)) return Results.Json(new { status = "error", code = "invalid_signature" }, statusCode: 401);
    using var json = JsonDocument.Parse(body);
    var (status, answered) = Handle(json.RootElement);
    return Results.Json(answered, statusCode: status);
});
await app.StartAsync();
Console.WriteLine($"listening on {app.Urls.First()}");
await app.WaitForShutdownAsync();
