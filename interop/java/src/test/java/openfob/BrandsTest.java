package openfob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.smartcar.sdk.SmartcarException;
import com.smartcar.sdk.Vehicle;
import com.smartcar.sdk.data.ActionResponse;
import com.smartcar.sdk.data.BatchResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As the package's own suite drives the real service: mode=test, any e-mail, any car of a brand. */
class BrandsTest {
  private static Vehicle chevrolet;
  private static Vehicle ford;

  @BeforeAll
  static void connect() throws Exception {
    chevrolet =
        someone(
            "CHEVROLET",
            "required:read_vehicle_info", "required:read_vin", "required:read_odometer", "required:read_location",
            "required:read_battery", "required:read_charge", "required:read_fuel", "required:read_engine_oil",
            "required:read_tires", "required:read_diagnostics", "required:control_charge",
            "required:control_navigation");
    ford =
        someone(
            "FORD",
            "required:control_charge", "required:control_security", "required:control_navigation", "read_battery",
            "read_charge");
  }

  private static Vehicle someone(String make, String... scope) throws Exception {
    return Demo.connect(UUID.randomUUID() + "@email.com", make, scope).vehicles().get(0);
  }

  private static void assertSent(ActionResponse answer) {
    assertEquals("success", answer.getStatus());
    assertEquals("Successfully sent request to vehicle", answer.getMessage());
  }

  @Test
  void aChevroletIsRead() throws Exception {
    assertEquals("CHEVROLET", chevrolet.attributes().getMake());
    assertTrue(chevrolet.odometer().getDistance() > 0);
    assertTrue(chevrolet.battery().getPercentRemaining() > 0);
    assertEquals(12, chevrolet.permissions().getPaging().getCount());
  }

  @Test
  void fuel() throws Exception {
    assertTrue(chevrolet.fuel().getRange() > 0);
  }

  @Test
  void engineOil() throws Exception {
    assertTrue(chevrolet.engineOil().getLifeRemaining() > 0);
  }

  @Test
  void tirePressure() throws Exception {
    assertTrue(chevrolet.tirePressure().getFrontLeft() > 0);
  }

  @Test
  void batteryCapacity() throws Exception {
    assertTrue(chevrolet.batteryCapacity().getCapacity() > 0);
  }

  @Test
  void aBatchOfWhichAPartIsRefused() throws Exception {
    BatchResponse batch =
        ford.batch(new String[] {"/battery", "/battery/capacity", "/charge", "/odometer"});
    assertTrue(batch.battery().getRange() > 0);
    assertTrue(batch.batteryCapacity().getCapacity() > 0);
    batch.charge();
    assertEquals(36, batch.getRequestId().length());
    SmartcarException refused = assertThrows(SmartcarException.class, batch::odometer);
    assertEquals("PERMISSION", refused.getType());
  }

  @Test
  void aBatchOfEverything() throws Exception {
    BatchResponse batch =
        chevrolet.batch(
            new String[] {"/", "/location", "/engine/oil", "/vin", "/tires/pressure", "/fuel", "/odometer"});
    assertEquals("CHEVROLET", batch.attributes().getMake());
    assertTrue(batch.location().getLatitude() != 0);
    assertTrue(batch.engineOil().getLifeRemaining() > 0);
    assertEquals(17, batch.vin().getVin().length());
    assertTrue(batch.tirePressure().getFrontLeft() > 0);
    assertTrue(batch.fuel().getRange() > 0);
    assertTrue(batch.odometer().getDistance() > 0);
  }

  @Test
  void chargingStartsAndStops() throws Exception {
    assertSent(ford.startCharge());
    assertSent(ford.stopCharge());
  }

  @Test
  void doorsLockAndUnlock() throws Exception {
    assertSent(ford.lock());
    assertSent(ford.unlock());
  }
}
