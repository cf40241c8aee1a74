/** The surroundings of a login: where and by whom it was started. Only the entries may read them. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly hostname: string;
  /** The account's name as the system knows it. */
  readonly account: string;
  readonly home: string;
  readonly cwd: string;
  /** The program and its arguments as typed: `["nearside", "login", "--scope", "openid"]`. */
  readonly command: readonly string[];
  /** `os.version()`, such as `Windows 11 Pro`, and `os.release()`, such as `10.0.26100`. */
  readonly systemVersion: string;
  readonly systemRelease: string;
  /** `process.arch`. */
  readonly arch: string;
}
