package openfob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.smartcar.sdk.Smartcar;
import com.smartcar.sdk.SmartcarException;
import com.smartcar.sdk.Vehicle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RefusalsTest {
  private static Demo.Connected narrow;

  @BeforeAll
  static void connect() throws Exception {
    narrow = Demo.connect(Demo.username("ready"), "TESLA", "read_vehicle_info");
  }

  private static SmartcarException refused(int status, String type, Executable call) {
    SmartcarException refused = assertThrows(SmartcarException.class, call);
    assertEquals(status, refused.getStatusCode());
    assertEquals(type, refused.getType());
    assertEquals(36, refused.getRequestId().length());
    return refused;
  }

  @Test
  void aMissingPermission() {
    SmartcarException refused = refused(403, "PERMISSION", () -> narrow.vehicles().get(0).odometer());
    assertEquals("REAUTHENTICATE", refused.getResolutionType());
    assertTrue(refused.getDocURL().endsWith("/errors/api-errors/permission-errors#null"));
    assertTrue(refused.getDescription().startsWith("Your application has insufficient permissions"));
  }

  @Test
  void aTokenThatIsNone() {
    refused(401, "AUTHENTICATION", () -> Smartcar.getVehicles("nonsense"));
  }

  @Test
  void anIdThatIsNone() {
    refused(400, "VALIDATION", () -> new Vehicle("bad_id", narrow.auth().getAccessToken()).vin());
  }

  @Test
  void disconnectingEndsTheConnection() throws Exception {
    Vehicle vehicle = Demo.connect(Demo.username("driver"), "TESLA", Demo.READS).vehicles().get(0);
    assertEquals("success", vehicle.disconnect().getStatus());
    refused(403, "PERMISSION", vehicle::attributes);
  }

  @Test
  void webhooksTellAMalformedIdAndAWrongManagementToken() {
    Vehicle vehicle = narrow.vehicles().get(0);
    refused(400, "VALIDATION", () -> vehicle.subscribe("webhookID"));
    refused(401, "AUTHENTICATION", () -> vehicle.unsubscribe("amt", "webhookID"));
  }
}
