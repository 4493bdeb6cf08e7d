package openfob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.smartcar.sdk.SmartcarException;
import com.smartcar.sdk.SmartcarVehicleRequest;
import com.smartcar.sdk.Vehicle;
import java.net.URI;
import org.junit.jupiter.api.Test;

class VirtualKeyTest {
  private static JsonObject keyOf(Vehicle vehicle) throws Exception {
    SmartcarVehicleRequest request =
        new SmartcarVehicleRequest.Builder().method("GET").path("tesla/virtual_key").build();
    return vehicle.request(request).getBody();
  }

  @Test
  void theSameTokenSeesTheKeyBeforeAndAfterItIsAdded() throws Exception {
    Demo.Connected owner = Demo.connect(Demo.username("owner"), "TESLA", Demo.READS);
    String path = URI.create(owner.redirect().get("virtual_key_url").getAsString()).getPath();
    Vehicle vehicle = owner.vehicles().get(0);

    assertEquals(JsonParser.parseString("{\"isPaired\":false}"), keyOf(vehicle));
    Demo.addKey(vehicle.vin().getVin(), path.replace("/_ak/", ""));
    assertEquals(JsonParser.parseString("{\"isPaired\":true}"), keyOf(vehicle));
  }

  @Test
  void aDriverIsToldThatTheCarIsNotTheirs() throws Exception {
    Vehicle vehicle = Demo.connect(Demo.username("driver"), "TESLA", Demo.READS).vehicles().get(0);
    SmartcarException refused = assertThrows(SmartcarException.class, () -> keyOf(vehicle));
    assertEquals(400, refused.getStatusCode());
    assertEquals("CONNECTED_SERVICES_ACCOUNT", refused.getType());
    assertEquals("VEHICLE_MISSING", refused.getCode());
  }

  @Test
  void aLegacyConnectionCannotTell() throws Exception {
    Vehicle vehicle = Demo.connect(Demo.username("legacy"), "TESLA", Demo.READS).vehicles().get(0);
    SmartcarException refused = assertThrows(SmartcarException.class, () -> keyOf(vehicle));
    assertEquals(501, refused.getStatusCode());
    assertEquals("PLATFORM_NOT_CAPABLE", refused.getCode());
  }
}
