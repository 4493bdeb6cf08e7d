package openfob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.smartcar.sdk.Smartcar;
import com.smartcar.sdk.SmartcarException;
import com.smartcar.sdk.data.Auth;
import org.junit.jupiter.api.Test;

class TokensTest {
  @Test
  void aRefreshGivesANewPairAndLeavesTheEarlierAccessToken() throws Exception {
    Demo.Connected ready = Demo.connect(Demo.username("ready"), "TESLA", Demo.READS);
    Auth first = ready.auth();
    assertEquals("a+b c/=", ready.redirect().get("state").getAsString());
    assertEquals(36, first.getAccessToken().length());
    assertEquals(36, first.getRefreshToken().length());
    assertFalse(first.isExpired());

    Auth second = Demo.authClient().exchangeRefreshToken(first.getRefreshToken());
    assertNotEquals(first.getAccessToken(), second.getAccessToken());
    assertNotEquals(first.getRefreshToken(), second.getRefreshToken());
    for (Auth auth : new Auth[] {first, second}) {
      assertEquals(1, Smartcar.getVehicles(auth.getAccessToken()).getVehicleIds().length);
    }
  }

  @Test
  void aMadeUpCodeIsRefusedInWordsThatTheSuiteCompares() throws Exception {
    SmartcarException refused =
        assertThrows(SmartcarException.class, () -> Demo.authClient().exchangeCode("made-up"));
    assertEquals(400, refused.getStatusCode());
    assertEquals("invalid_request", refused.getType());
    assertEquals("Invalid code: made-up.", refused.getDescription());
  }

  @Test
  void aMadeUpRefreshTokenIsRefusedAlike() throws Exception {
    SmartcarException refused =
        assertThrows(SmartcarException.class, () -> Demo.authClient().exchangeRefreshToken("made-up"));
    assertEquals(400, refused.getStatusCode());
    assertEquals("Invalid refresh_token: made-up.", refused.getDescription());
  }
}
