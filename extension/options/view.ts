import type { Policy } from "../policy/policy.ts";
import { button, element } from "../ui/element.ts";
import { enrolmentCard } from "../ui/enrolment-card.ts";
import type { EnrolmentShown } from "../ui/enrolments.ts";
import { settingsCard, settingsNotice } from "../ui/organisation.ts";
import { exact, masthead, rows } from "../ui/parts.ts";

interface OptionsHandlers {
  /** Called within the click, since browsers ask for permissions only then. */
  readonly allow: (issuer: string) => void;
  readonly remove: (thumbprint: string) => void;
  /** Called within the click, as `allow`. */
  readonly allowNative: () => void;
  readonly refuseNative: () => void;
}

/** True if it may use the keeper: if the person allowed it, or the package of an organisation has it from the start. */
export type NativeState = "not_allowed" | "allowed" | "set";

/** Shows every enrolment of this browser, the addresses that it may reach, and the way to end one. */
export function optionsView(
  enrolments: readonly EnrolmentShown[],
  policy: Policy,
  about: { readonly version: string; readonly id: string },
  native: NativeState,
  handlers: OptionsHandlers,
): readonly HTMLElement[] {
  return [
    masthead("p"),
    element("h1", {}, "Enrolments of this browser"),
    element(
      "p",
      { class: "soft" },
      "Each one lets this browser approve logins that its person starts on this computer. Keys never leave this browser.",
    ),
    ...settingsNotice(policy),
    ...settingsCard(policy),
    enrolments.length === 0
      ? element(
          "section",
          { class: "card" },
          element(
            "p",
            {},
            "None yet. Run ",
            element("code", {}, "nearside enroll"),
            " in a terminal on this computer, then click the Nearside icon on the page that opens.",
          ),
        )
      : element("div", { class: "list" }, ...enrolments.map((shown) => detailed(shown, handlers))),
    nativeCard(native, handlers),
    element(
      "footer",
      { class: "footnote" },
      element("span", {}, `Version ${about.version}`),
      element("span", {}, "Extension ", element("code", {}, about.id)),
    ),
  ];
}

/** The second way to a command line. It is the person's choice, and loopback goes on without it. */
function nativeCard(native: NativeState, { allowNative, refuseNative }: OptionsHandlers): HTMLElement {
  return element(
    "section",
    { class: "card", id: "native" },
    element("h2", {}, "Meet without a port"),
    element(
      "p",
      { class: "soft" },
      "With the Nearside keeper on this computer (",
      element("code", {}, "nearside keeper install"),
      "), this browser can meet a command line without its network port: no proxy, firewall or blocker is in between.",
    ),
    native === "set"
      ? element("p", {}, "Allowed by your organisation.")
      : element(
          "div",
          { class: "actions" },
          native === "allowed"
            ? button("plain", "Use the port only", refuseNative)
            : button("plain", "Allow it", allowNative),
        ),
  );
}

function detailed(shown: EnrolmentShown, handlers: OptionsHandlers): HTMLElement {
  const { set, removable } = shown;
  return enrolmentCard(
    shown,
    () => handlers.allow(set.issuer),
    rows([
      ["Server", exact(set.issuer)],
      ["Since", new Date(set.made_at * 1000).toLocaleString()],
      ["This key", exact(set.thumbprint)],
      ["Computer's key", exact(set.device_jkt)],
    ]),
    removable
      ? removal(set.thumbprint, handlers)
      : element("p", { class: "note" }, "Set by your organisation: this enrolment can't be removed here."),
  );
}

/** Asks once more in place, because a removed enrolment cannot be brought back. */
function removal(thumbprint: string, handlers: OptionsHandlers): HTMLElement {
  const actions = element("div", { class: "actions" });
  const offer = button("plain", "Remove this enrolment", () => {
    const keep = button("plain", "Keep it", () => actions.replaceChildren(offer));
    actions.replaceChildren(
      element(
        "p",
        { class: "note" },
        "This browser's key is deleted for good: to approve logins here again, it has to be enrolled anew. Your administrator can also revoke the key on the server.",
      ),
      button("alert", "Remove it for good", () => handlers.remove(thumbprint)),
      keep,
    );
    keep.focus();
  });
  actions.append(offer);
  return actions;
}
