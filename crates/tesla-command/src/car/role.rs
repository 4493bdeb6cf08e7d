//! What a key may do, by its role.

use crate::command::{Action, Command, SecurityCommand};
use crate::proto::keys::Role;

/// Whether a key of this role may give a command. Who may add and remove which keys is the keychain's matter.
///
/// Source: the roles in the documentation of Tesla's virtual keys and of its `vehicle-command` repository.
#[must_use]
pub fn may(role: Role, command: &Command) -> bool {
    if !command.needs_signature() {
        return true;
    }
    match role {
        Role::Owner | Role::Fm => true,
        Role::Driver | Role::Guest => !is_of_access(command),
        Role::ChargingManager => is_read(command) || is_of_charging(command),
        Role::VehicleMonitor => is_read(command),
        Role::Service => matches!(
            command,
            Command::Security(
                SecurityCommand::RemoteKeyless(_) | SecurityCommand::AddKey { .. } | SecurityCommand::RemoveKey(_)
            )
        ),
        Role::None => false,
    }
}

fn is_read(command: &Command) -> bool {
    matches!(
        command,
        Command::Infotainment(Action::GetVehicleData(_) | Action::GetNearbyChargingSites(_) | Action::Ping(_))
    )
}

fn is_of_charging(command: &Command) -> bool {
    matches!(
        command,
        Command::Infotainment(
            Action::ChargingSetLimitAction(_)
                | Action::ChargingStartStopAction(_)
                | Action::ScheduledChargingAction(_)
                | Action::ScheduledDepartureAction(_)
                | Action::SetChargingAmpsAction(_)
                | Action::ChargePortDoorOpen(_)
                | Action::ChargePortDoorClose(_)
                | Action::AddChargeScheduleAction(_)
                | Action::RemoveChargeScheduleAction(_)
                | Action::BatchRemoveChargeSchedulesAction(_)
                | Action::AddPreconditionScheduleAction(_)
                | Action::RemovePreconditionScheduleAction(_)
                | Action::BatchRemovePreconditionSchedulesAction(_)
        )
    )
}

/// Settings of who may use the car, and how: not for those who merely drive it.
fn is_of_access(command: &Command) -> bool {
    matches!(
        command,
        Command::Infotainment(
            Action::VehicleControlSetPinToDriveAction(_)
                | Action::VehicleControlResetPinToDriveAction(_)
                | Action::VehicleControlResetPinToDriveAdminAction(_)
                | Action::DrivingClearSpeedLimitPinAdminAction(_)
                | Action::ParentalControlsClearPinAdminAction(_)
                | Action::GuestModeAction(_)
                | Action::EraseUserDataAction(_)
        )
    )
}
