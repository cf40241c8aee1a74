import type { Policy } from "../policy/policy.ts";
import { element } from "./element.ts";
import { exact, notice, rows } from "./parts.ts";

// The settings of the organisation that manages this browser, as people read them.

/** While the settings are unread: why nothing is approved, and what to do. */
export function settingsNotice(policy: Policy): readonly HTMLElement[] {
  switch (policy.state) {
    case "none":
    case "set":
      return [];
    case "unread":
      return [
        notice(
          "wait",
          element("h2", {}, "Reading your organisation's settings"),
          element(
            "p",
            {},
            "Your browser has not told Nearside yet whether there are any. Until then nothing is approved or enrolled. This takes a few seconds.",
          ),
        ),
      ];
    case "unreadable":
      return [
        notice(
          "alert",
          element("h2", {}, "Your organisation's settings can't be read"),
          element(
            "p",
            {},
            "They are not in the form that Nearside expects, so nothing is approved or enrolled in this browser. Tell your administrator. When the settings are right, Nearside goes on by itself.",
          ),
        ),
      ];
  }
}

/** The settings in a word, for the popup. */
export function settingsNote(policy: Policy): readonly HTMLElement[] {
  if (policy.state !== "set" || policy.allowOtherIssuers) return [];
  const servers = policy.issuers.map((issuer) => new URL(issuer).host);
  const text =
    servers.length === 0
      ? "this browser approves no logins."
      : `this browser approves logins at ${servers.join(", ")} only.`;
  return [element("p", { class: "note" }, element("strong", {}, "Set by your organisation"), `: ${text}`)];
}

/** The settings in full, for the options page. */
export function settingsCard(policy: Policy): readonly HTMLElement[] {
  if (policy.state !== "set") return [];
  const { issuers, allowOtherIssuers, allowRemoval } = policy;
  const servers = issuers.map((issuer) => element("li", {}, exact(issuer)));
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, element("strong", {}, "Set by your organisation")),
      rows([
        ["Servers", servers.length === 0 ? "None" : element("ul", {}, ...servers)],
        ["Other servers", allowOtherIssuers ? "Allowed" : "Not allowed: nothing is approved or enrolled there"],
        ["Removing", allowRemoval ? "Allowed" : "Enrolments with these servers can't be removed here"],
      ]),
    ),
  ];
}
