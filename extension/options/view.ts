import type { Policy } from "../policy/policy.ts";
import { texts } from "../texts/pages.ts";
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
    element("h1", {}, texts.options.title),
    element("p", { class: "soft" }, texts.options.says),
    ...settingsNotice(policy),
    ...settingsCard(policy),
    enrolments.length === 0
      ? element(
          "section",
          { class: "card" },
          element("p", {}, ...texts.options.none<Node>({ command: element("code", {}, "nearside enroll") })),
        )
      : element("div", { class: "list" }, ...enrolments.map((shown) => detailed(shown, handlers))),
    nativeCard(native, handlers),
    element(
      "footer",
      { class: "footnote" },
      element("span", {}, texts.version(about)),
      element("span", {}, ...texts.options.extension<Node>({ id: element("code", {}, about.id) })),
    ),
  ];
}

/** The second way to a command line. It is the person's choice, and loopback continues without it. */
function nativeCard(native: NativeState, { allowNative, refuseNative }: OptionsHandlers): HTMLElement {
  return element(
    "section",
    { class: "card", id: "native" },
    element("h2", {}, texts.native.title),
    element(
      "p",
      { class: "soft" },
      ...texts.native.says<Node>({ command: element("code", {}, "nearside keeper install") }),
    ),
    native === "set"
      ? element("p", {}, texts.native.set)
      : element(
          "div",
          { class: "actions" },
          native === "allowed"
            ? button("plain", texts.native.refuse, refuseNative)
            : button("plain", texts.native.allow, allowNative),
        ),
  );
}

const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function detailed(shown: EnrolmentShown, handlers: OptionsHandlers): HTMLElement {
  const { set, removable } = shown;
  return enrolmentCard(
    shown,
    () => handlers.allow(set.issuer),
    rows([
      [texts.enrolment.server, exact(set.issuer)],
      [texts.enrolment.since, dateAndTime.format(set.made_at * 1000)],
      [texts.enrolment.key, exact(set.thumbprint)],
      [texts.enrolment.machineKey, exact(set.device_jkt)],
    ]),
    removable ? removal(set.thumbprint, handlers) : element("p", { class: "note" }, texts.enrolment.notRemovable),
  );
}

/** Asks once more in place, because a removed enrolment cannot be brought back. */
function removal(thumbprint: string, handlers: OptionsHandlers): HTMLElement {
  const actions = element("div", { class: "actions" });
  const offer = button("plain", texts.enrolment.remove, () => {
    const keep = button("plain", texts.enrolment.keep, () => actions.replaceChildren(offer));
    actions.replaceChildren(
      element("p", { class: "note" }, texts.enrolment.removing),
      button("alert", texts.enrolment.removeForGood, () => handlers.remove(thumbprint)),
      keep,
    );
    keep.focus();
  });
  actions.append(offer);
  return actions;
}
