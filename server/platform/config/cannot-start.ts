/**
 * The server, or a command that speaks to it, cannot do its work for a reason that the person at the console can fix. The message is a
 * sentence for that person.
 */
export class CannotStart extends Error {
  override readonly name: string = "CannotStart";
  /** True if the reason may pass by itself, so that a supervisor should start the server again. */
  readonly mayPass: boolean = false;
}
