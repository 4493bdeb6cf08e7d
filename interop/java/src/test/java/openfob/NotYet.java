package openfob;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.smartcar.sdk.SmartcarException;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** What openfob cannot do yet: skipped in plain sight, and failing once the route or method is there. */
final class NotYet {
  private static final Set<String> NO_SUCH_ROUTE = Set.of("RESOURCE_NOT_FOUND", "VALIDATION");

  private NotYet() {}

  static void notYet(Executable test) throws Throwable {
    try {
      test.execute();
    } catch (SmartcarException refused) {
      if (NO_SUCH_ROUTE.contains(refused.getType())) {
        abort("not yet: " + refused.getMessage());
      }
      throw refused;
    }
    fail("openfob can do this now: make this a plain test");
  }
}
