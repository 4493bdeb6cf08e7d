package openfob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.smartcar.sdk.Smartcar;
import com.smartcar.sdk.SmartcarCompatibilityRequest;
import com.smartcar.sdk.data.Compatibility;
import org.junit.jupiter.api.Test;

/** What an application asks without an owner. */
class ApplicationTest {
  private static Compatibility compatibility(String vin, String... scope) throws Exception {
    return Smartcar.getCompatibility(
        new SmartcarCompatibilityRequest.Builder()
            .clientId(System.getenv("SMARTCAR_CLIENT_ID"))
            .clientSecret(System.getenv("SMARTCAR_CLIENT_SECRET"))
            .vin(vin)
            .scope(scope)
            .country("US")
            .build());
  }

  @Test
  void aCarOfWhichEverythingCanBeRead() throws Exception {
    Compatibility answer = compatibility("5YJXCDE22HF068739", "read_odometer", "read_location");
    assertTrue(answer.getCompatible());
    for (Compatibility.Capability capability : answer.getCapabilities()) {
      assertTrue(capability.getCapable(), capability.getPermission());
    }
  }

  @Test
  void aCarThatCannotBeConnected() throws Exception {
    Compatibility answer = compatibility("WBAKE5C58DJ107700", "read_odometer", "read_location");
    assertFalse(answer.getCompatible());
    assertEquals("VEHICLE_NOT_COMPATIBLE", answer.getReason());
    assertEquals(0, answer.getCapabilities().length);
  }

  @Test
  void challengesAndPayloadsAreSignedAsThePackageChecksThem() throws Exception {
    assertEquals(
        "9baf5a7464bd86740ad5a06e439dcf535a075022ed2c92d74efacf646d79328e",
        Smartcar.hashChallenge("amt", "challenge"));
    String signature = "4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70";
    assertTrue(Smartcar.verifyPayload("amt", signature, "{\"pizza\":\"pasta\"}"));
  }
}
