package openfob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.smartcar.sdk.Smartcar;
import com.smartcar.sdk.SmartcarVehicleOptions;
import com.smartcar.sdk.Vehicle;
import com.smartcar.sdk.data.ApiData;
import com.smartcar.sdk.data.ApplicationPermissions;
import com.smartcar.sdk.data.RequestPaging;
import com.smartcar.sdk.data.VehicleAttributes;
import com.smartcar.sdk.data.VehicleBattery;
import com.smartcar.sdk.data.VehicleCharge;
import com.smartcar.sdk.data.VehicleIds;
import com.smartcar.sdk.data.VehicleLocation;
import com.smartcar.sdk.data.VehicleOdometer;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static Vehicle car;
  private static String id;
  private static String token;

  @BeforeAll
  static void connect() throws Exception {
    Demo.Connected ready = Demo.connect(Demo.username("ready"), "TESLA", Demo.READS);
    car = ready.vehicles().get(0);
    token = ready.auth().getAccessToken();
    id = Smartcar.getVehicles(token).getVehicleIds()[0];
  }

  private static void assertHasAge(ApiData<?> reading) throws Exception {
    assertNotNull(reading.getMeta().getDataAge());
    assertEquals(36, reading.getMeta().getRequestId().length());
  }

  @Test
  void user() throws Exception {
    assertEquals(36, Smartcar.getUser(token).getId().length());
  }

  @Test
  void vehiclesByPage() throws Exception {
    VehicleIds beyond = Smartcar.getVehicles(token, new RequestPaging(1, 1));
    assertEquals(0, beyond.getVehicleIds().length);
    assertEquals(1, beyond.getPaging().getCount());
    assertEquals(1, beyond.getPaging().getOffset());
  }

  @Test
  void attributes() throws Exception {
    VehicleAttributes attributes = car.attributes();
    assertEquals(id, attributes.getId());
    assertEquals("TESLA", attributes.getMake());
    assertEquals("Model S", attributes.getModel());
    assertEquals(2019, attributes.getYear());
  }

  @Test
  void vin() throws Exception {
    assertEquals(17, car.vin().getVin().length());
  }

  @Test
  void odometerInBothUnitSystems() throws Exception {
    VehicleOdometer metric = car.odometer();
    assertHasAge(metric);
    assertEquals("metric", metric.getMeta().getUnitSystem());
    SmartcarVehicleOptions american =
        new SmartcarVehicleOptions.Builder().unitSystem(Vehicle.UnitSystem.IMPERIAL).build();
    VehicleOdometer imperial = new Vehicle(id, token, american).odometer();
    assertEquals("imperial", imperial.getMeta().getUnitSystem());
    assertEquals(metric.getDistance(), imperial.getDistance() * 1.609344, metric.getDistance() * 1e-3);
  }

  @Test
  void battery() throws Exception {
    VehicleBattery battery = car.battery();
    assertHasAge(battery);
    assertEquals(0.6, battery.getPercentRemaining(), 0.02);
    assertTrue(battery.getRange() > 0);
  }

  @Test
  void charge() throws Exception {
    VehicleCharge charge = car.charge();
    assertHasAge(charge);
    assertTrue(charge.getIsPluggedIn());
    assertTrue(Set.of("CHARGING", "FULLY_CHARGED", "NOT_CHARGING").contains(charge.getState()));
  }

  @Test
  void location() throws Exception {
    VehicleLocation location = car.location();
    assertHasAge(location);
    assertTrue(Math.abs(location.getLatitude()) <= 90 && Math.abs(location.getLongitude()) <= 180);
  }

  @Test
  void permissionsByPage() throws Exception {
    ApplicationPermissions every = car.permissions();
    assertEquals(Demo.READS.length, every.getPaging().getCount());
    ApplicationPermissions page = car.permissions(new RequestPaging(2, 2));
    assertEquals(2, page.getPaging().getOffset());
    assertArrayEquals(Arrays.copyOfRange(every.getPermissions(), 2, 4), page.getPermissions());
  }
}
