package openfob;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.smartcar.sdk.AuthClient;
import com.smartcar.sdk.Smartcar;
import com.smartcar.sdk.Vehicle;
import com.smartcar.sdk.data.Auth;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** The running demo: who lives there, a walk through Connect, the simulator's levers. */
final class Demo {
  static final String[] READS = {
    "read_vehicle_info", "read_vin", "read_odometer", "read_battery", "read_charge", "read_location"
  };

  private static final JsonObject FACTS =
      JsonParser.parseString(System.getenv("OPENFOB_DEMO")).getAsJsonObject();

  private Demo() {}

  /** What an application holds after one run of Connect. */
  record Connected(JsonObject redirect, Auth auth, List<Vehicle> vehicles) {}

  /** A fact of the demo, such as {@code management_token}. */
  static String fact(String name) {
    return FACTS.get(name).getAsString();
  }

  /** The e-mail address of a person of the demo. */
  static String username(String person) {
    return FACTS.getAsJsonObject(person).get("username").getAsString();
  }

  static AuthClient authClient() throws Exception {
    return new AuthClient.Builder()
        .clientId(System.getenv("SMARTCAR_CLIENT_ID"))
        .clientSecret(System.getenv("SMARTCAR_CLIENT_SECRET"))
        .redirectUri(System.getenv("SMARTCAR_REDIRECT_URI"))
        .testMode(true)
        .build();
  }

  /** Walks Connect as somebody and exchanges the code. */
  static Connected connect(String username, String make, String... scope) throws Exception {
    AuthClient client = authClient();
    String link = client.authUrlBuilder(scope).state("a+b c/=").build();
    JsonObject redirect = walk(link, username, make);
    Auth auth = client.exchangeCode(redirect.get("code").getAsString());
    List<Vehicle> vehicles = new ArrayList<>();
    for (String id : Smartcar.getVehicles(auth.getAccessToken()).getVehicleIds()) {
      vehicles.add(new Vehicle(id, auth.getAccessToken()));
    }
    return new Connected(redirect, auth, vehicles);
  }

  /** Adds a key to a car, as the owner's phone does. */
  static void addKey(String vin, String keyDomain) throws Exception {
    JsonObject body = new JsonObject();
    body.addProperty("key", keyDomain);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(fact("simulator") + "/api/cars/" + vin + "/add-key"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError("add-key answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  private static JsonObject walk(String link, String username, String make) throws Exception {
    String redirectUri = System.getenv("SMARTCAR_REDIRECT_URI");
    Process walker =
        new ProcessBuilder(System.getenv("OPENFOB_PYTHON"), "-m", "harness.connect", link, redirectUri, username, make)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String told = new String(walker.getInputStream().readAllBytes());
    if (walker.waitFor() != 0) {
      throw new AssertionError("the walk through Connect ended with " + walker.exitValue());
    }
    return JsonParser.parseString(told).getAsJsonObject();
  }
}
