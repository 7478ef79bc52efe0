// What an input holds, in Slack's shape: first state, validity as Slack's own client checks it, collection.
import type { Block, Element, ElementState, Option, OptionGroup, StateValues } from "./types";
import type { Say } from "./words";

export function optionsOf(element: Element): Option[] {
  const groups = (element.option_groups ?? []) as OptionGroup[];
  return groups.length > 0 ? groups.flatMap((group) => group.options) : ((element.options ?? []) as Option[]);
}

/** The state of an element nobody has touched. `current` is the conversation in sight. */
export function firstState(element: Element, current: string): ElementState {
  const type = element.type;
  switch (type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return { type, value: element.initial_value ?? null };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: element.initial_option ?? null };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: element.initial_options ?? [] };
    case "users_select":
      return { type, selected_user: element.initial_user ?? null };
    case "multi_users_select":
      return { type, selected_users: element.initial_users ?? [] };
    case "conversations_select":
      return { type, selected_conversation: element.initial_conversation ?? (element.default_to_current_conversation && current ? current : null) };
    case "multi_conversations_select":
      return { type, selected_conversations: element.initial_conversations ?? (element.default_to_current_conversation && current ? [current] : []) };
    case "channels_select":
      return { type, selected_channel: element.initial_channel ?? null };
    case "multi_channels_select":
      return { type, selected_channels: element.initial_channels ?? [] };
    case "datepicker":
      return { type, selected_date: element.initial_date ?? null };
    case "timepicker":
      return { type, selected_time: element.initial_time ?? null };
    case "datetimepicker":
      return { type, selected_date_time: element.initial_date_time ?? null };
    default:
      return { type };
  }
}

export function isEmpty(state: ElementState): boolean {
  return Object.entries(state).every(([key, held]) => key === "type" || held === null || held === "" || (Array.isArray(held) && held.length === 0));
}

/** One sentence when the input would be refused by Slack's client, else null. */
export function refusal(block: Block, state: ElementState, say: Say): string | null {
  const element = block.element as Element;
  if (isEmpty(state) || (element.type === "plain_text_input" && (state.value ?? "").trim() === "" && !block.optional)) {
    return block.optional ? null : say("required");
  }
  const value = state.value ?? "";
  const length = [...value].length;
  switch (element.type) {
    case "plain_text_input":
      if (element.min_length && length < element.min_length) return say("tooShort", { n: element.min_length });
      if (length > (element.max_length ?? 3000)) return say("tooLong", { n: element.max_length ?? 3000 });
      return null;
    case "url_text_input":
      return /^https?:\/\/[^\s/]+\.?[^\s]*$/i.test(value.trim()) ? null : say("badUrl");
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : say("badEmail");
    case "number_input": {
      const number = Number(value.replace(",", "."));
      if (!Number.isFinite(number)) return say("badNumber");
      if (!element.is_decimal_allowed && !Number.isInteger(number)) return say("badInteger");
      if (element.min_value !== undefined && number < Number(element.min_value)) return say("tooSmall", { n: element.min_value });
      if (element.max_value !== undefined && number > Number(element.max_value)) return say("tooBig", { n: element.max_value });
      return null;
    }
    default: {
      const chosen = state.selected_options ?? state.selected_users ?? state.selected_conversations ?? state.selected_channels;
      const most = element.max_selected_items as number | undefined;
      return chosen && most && chosen.length > most ? say("tooMany", { n: most }) : null;
    }
  }
}

const interactive = new Set([
  "static_select", "multi_static_select", "external_select", "multi_external_select", "users_select", "multi_users_select",
  "conversations_select", "multi_conversations_select", "channels_select", "multi_channels_select", "datepicker", "timepicker",
  "datetimepicker", "radio_buttons", "checkboxes", "plain_text_input", "email_text_input", "url_text_input", "number_input",
]);

/** Every (block_id, element) of a view that has a state of its own, inputs and interactive elements alike. */
export function statefulElements(blocks: Block[]): { block: Block; block_id: string; element: Element }[] {
  return blocks.flatMap((block, index) => {
    const block_id = block.block_id ?? `block-${index}`;
    const elements = [block.element, block.accessory, ...(block.type === "actions" ? (block.elements ?? []) : [])] as (Element | undefined)[];
    const own = elements
      .filter((element): element is Element => !!element && interactive.has(element.type))
      .map((element) => ({ block, block_id, element }));
    return [...own, ...(block.type === "container" ? statefulElements(block.child_blocks ?? []) : [])];
  });
}

/** As Slack sends it: nothing typed is null, a number has a dot however it was typed. */
function tidy(state: ElementState): ElementState {
  if (typeof state.value !== "string") return state;
  const value = state.type === "number_input" ? state.value.trim().replace(",", ".") : state.value;
  return { ...state, value: value === "" ? null : value };
}

export function collect(blocks: Block[], held: StateValues, current: string): StateValues {
  const values: StateValues = {};
  for (const { block_id, element } of statefulElements(blocks)) {
    const action_id = element.action_id ?? element.type;
    const state = held[block_id]?.[action_id];
    const kept = state && state.type === element.type ? state : firstState(element, current);
    (values[block_id] ??= {})[action_id] = tidy(kept);
  }
  return values;
}
