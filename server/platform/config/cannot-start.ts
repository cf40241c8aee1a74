/**
 * The server, or a command that speaks to it, cannot do its work for a reason that the person at the console can mend.
 * The message is a sentence for that person.
 */
export class CannotStart extends Error {
  override readonly name: string = "CannotStart";
  /** Whether it may pass by itself, so that whoever supervises the server should start it again. */
  readonly mayPass: boolean = false;
}
