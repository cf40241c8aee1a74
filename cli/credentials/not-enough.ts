import { Problem } from "../problem.ts";

const LACKING = {
  acr: "You are signed in, but not as strongly as this needs.",
  max_age: "You are signed in, but approved that too long ago for this.",
  refused: "You are signed in, but the API does not take that login for this.",
} as const;

/** Somebody is signed in, and a new login is needed all the same. For a script it is as if nobody were (exit code 4). */
export class NotEnough extends Problem {
  readonly lacking: keyof typeof LACKING;

  /** @param command what to type, where more than `nearside login` */
  constructor(lacking: keyof typeof LACKING, command = "nearside login") {
    super("not_signed_in");
    this.name = "NotEnough";
    this.lacking = lacking;
    this.message = `${LACKING[lacking]} Run: ${command}`;
  }

  /** Without what to type: for whoever is asked to approve next. */
  get reason(): string {
    return LACKING[this.lacking];
  }
}
