// Everything that holds a value: real form controls, in Slack's state shapes, alone or inside an input block.
import { useEffect, useId, useRef, type ReactNode } from "react";
import { plain, Txt } from "./text";
import { firstState, optionsOf } from "./state";
import { useSurface } from "./surface";
import type { Block, Channel, Element, ElementState, Option, OptionGroup, Person } from "./types";

type ChoiceProps = {
  element: Element;
  block_id: string;
  /** The name of the control for those who cannot see the label. */
  label: string;
  id?: string;
  describedBy?: string;
  invalid?: boolean;
  disabled?: boolean;
  /** `settled` is false while someone is still typing. */
  onChange: (state: ElementState, settled: boolean) => void;
  onEnter?: (() => void) | undefined;
};

function useHeld(element: Element, block_id: string): ElementState {
  const surface = useSurface();
  const held = surface.held(block_id, element.action_id ?? element.type);
  return held && held.type === element.type ? held : firstState(element, surface.current);
}

function conversationsFor(element: Element, channels: Channel[]): Channel[] {
  const include = element.filter?.include as string[] | undefined;
  if (element.type.includes("channels")) return channels.filter((channel) => !channel.is_im);
  if (!include) return channels;
  return channels.filter((channel) => (channel.is_im ? include.includes("im") : include.includes("public") || include.includes("private")));
}

const nameOf = (channel: Channel) => (channel.is_im ? channel.name : `#${channel.name}`);

type Item = { value: string; label: string; option?: Option };

function itemsOf(element: Element, people: Person[], channels: Channel[]): { groups: { label: string | null; items: Item[] }[]; flat: Item[] } {
  const toItem = (option: Option, index: number): Item => ({ value: `${index}:${option.value}`, label: plain(option.text), option });
  let groups: { label: string | null; items: Item[] }[];
  if (element.type.includes("users")) {
    groups = [{ label: null, items: people.filter((one) => !one.is_bot).map((one) => ({ value: one.id, label: one.real_name || one.name })) }];
  } else if (element.type.includes("conversations") || element.type.includes("channels")) {
    groups = [{ label: null, items: conversationsFor(element, channels).map((one) => ({ value: one.id, label: nameOf(one) })) }];
  } else if ((element.option_groups ?? []).length > 0) {
    let index = 0;
    groups = (element.option_groups as OptionGroup[]).map((group) => ({ label: plain(group.label), items: group.options.map((option) => toItem(option, index++)) }));
  } else {
    groups = [{ label: null, items: optionsOf(element).map(toItem) }];
  }
  return { groups, flat: groups.flatMap((group) => group.items) };
}

function options(groups: { label: string | null; items: Item[] }[], skip: Set<string> = new Set()): ReactNode {
  return groups.map((group, index) => {
    const items = group.items.filter((item) => !skip.has(item.value)).map((item) => <option key={item.value} value={item.value}>{item.label}</option>);
    return group.label === null ? items : <optgroup key={index} label={group.label}>{items}</optgroup>;
  });
}

function SelectOne(props: ChoiceProps) {
  const { element } = props;
  const surface = useSurface();
  const held = useHeld(element, props.block_id);
  const { groups, flat } = itemsOf(element, surface.people, surface.channels);
  const wanted = held.selected_option?.value ?? held.selected_user ?? held.selected_conversation ?? held.selected_channel ?? "";
  const chosen = flat.find((item) => (item.option ? item.option.value : item.value) === wanted)?.value ?? "";
  const choose = (value: string) => {
    const item = flat.find((one) => one.value === value);
    const type = element.type;
    if (type === "users_select") props.onChange({ type, selected_user: item?.value ?? null }, true);
    else if (type === "conversations_select") props.onChange({ type, selected_conversation: item?.value ?? null }, true);
    else if (type === "channels_select") props.onChange({ type, selected_channel: item?.value ?? null }, true);
    else props.onChange({ type, selected_option: item?.option ?? null }, true);
  };
  return (
    <select className="field" {...named(props)} value={chosen} onChange={(event) => choose(event.target.value)}>
      <option value="">{plain(element.placeholder) || surface.say("choose")}</option>
      {options(groups)}
    </select>
  );
}

/** The attributes every control needs to be named, described and found. */
function named(props: ChoiceProps) {
  return {
    id: props.id,
    "aria-label": props.id ? undefined : props.label,
    "aria-describedby": props.describedBy,
    "aria-invalid": props.invalid || undefined,
    disabled: props.disabled,
    "data-action-id": props.element.action_id,
    "data-block-id": props.block_id,
    ...(props.element.focus_on_load ? { "data-autofocus": true } : {}),
  };
}

function SelectMany(props: ChoiceProps) {
  const { element } = props;
  const surface = useSurface();
  const held = useHeld(element, props.block_id);
  const { groups, flat } = itemsOf(element, surface.people, surface.channels);
  const values = held.selected_options?.map((option) => option.value) ?? held.selected_users ?? held.selected_conversations ?? held.selected_channels ?? [];
  const keyOf = (item: Item) => (item.option ? item.option.value : item.value);
  const chosen = values.map((value) => flat.find((item) => keyOf(item) === value) ?? { value, label: value });
  const put = (items: Item[]) => {
    const type = element.type;
    const plainValues = items.map((item) => item.value);
    if (type === "multi_users_select") props.onChange({ type, selected_users: plainValues }, true);
    else if (type === "multi_conversations_select") props.onChange({ type, selected_conversations: plainValues }, true);
    else if (type === "multi_channels_select") props.onChange({ type, selected_channels: plainValues }, true);
    else props.onChange({ type, selected_options: items.flatMap((item) => (item.option ? [item.option] : [])) }, true);
  };
  const full = element.max_selected_items ? chosen.length >= element.max_selected_items : false;
  return (
    <div className="many">
      <ul className="tokens" aria-label={props.label}>
        {chosen.map((item) => (
          <li key={item.value} className="token">
            <span dir="auto">{item.label}</span>
            <button type="button" disabled={props.disabled} aria-label={surface.say("remove", { what: item.label })} onClick={() => put(chosen.filter((one) => one !== item))}>×</button>
          </li>
        ))}
      </ul>
      <select className="field" {...named(props)} disabled={props.disabled || full} value=""
        onChange={(event) => {
          const item = flat.find((one) => one.value === event.target.value);
          if (item) put([...chosen, item]);
        }}>
        <option value="">{plain(element.placeholder) || surface.say("choose")}</option>
        {options(groups, new Set(chosen.map((item) => item.value)))}
      </select>
    </div>
  );
}

function Boxes(props: ChoiceProps) {
  const { element } = props;
  const group = useId();
  const held = useHeld(element, props.block_id);
  const many = element.type === "checkboxes";
  const values = many ? (held.selected_options ?? []).map((option) => option.value) : [held.selected_option?.value];
  const toggle = (option: Option, on: boolean) => {
    if (!many) return props.onChange({ type: element.type, selected_option: option }, true);
    const next = optionsOf(element).filter((one) => (one.value === option.value ? on : values.includes(one.value)));
    return props.onChange({ type: element.type, selected_options: next }, true);
  };
  return (
    <div className="boxes" role={many ? "group" : "radiogroup"} aria-label={props.label} aria-describedby={props.describedBy}
      aria-invalid={(!many && props.invalid) || undefined} data-action-id={element.action_id} data-block-id={props.block_id}>
      {optionsOf(element).map((option, index) => (
        <label key={index} className="box">
          <input type={many ? "checkbox" : "radio"} name={group} checked={values.includes(option.value)} disabled={props.disabled}
            onChange={(event) => toggle(option, event.target.checked)} {...(element.focus_on_load && index === 0 ? { "data-autofocus": true } : {})} />
          <span>
            <Txt of={option.text} />
            {option.description && <small><Txt of={option.description} /></small>}
          </span>
        </label>
      ))}
    </div>
  );
}

function Line(props: ChoiceProps) {
  const { element } = props;
  const { say } = useSurface();
  const held = useHeld(element, props.block_id);
  const value = held.value ?? "";
  const most = element.max_length as number | undefined;
  const left = most === undefined ? null : most - [...value].length;
  const type = { email_text_input: "email", url_text_input: "url" }[element.type] ?? "text";
  const common = {
    ...named(props),
    className: "field",
    dir: "auto",
    value,
    placeholder: plain(element.placeholder) || undefined,
    "aria-required": undefined,
    onChange: (event: { target: { value: string } }) => props.onChange({ type: element.type, value: event.target.value }, false),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || !props.onEnter) return;
      event.preventDefault();
      props.onEnter();
    },
  };
  return (
    <div className="line">
      {element.multiline ? (
        <textarea {...common} rows={6} />
      ) : (
        <input {...common} type={type} inputMode={element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : undefined} autoComplete="off" />
      )}
      {left !== null && (
        <span className={left < 0 ? "counter counter-over" : "counter"} aria-hidden="true" data-testid="counter">{left}</span>
      )}
      {left !== null && left < 20 && <span className="sr" aria-live="polite">{left < 0 ? say("over", { n: -left }) : say("left", { n: left })}</span>}
    </div>
  );
}

function Moment(props: ChoiceProps) {
  const { element } = props;
  const held = useHeld(element, props.block_id);
  if (element.type === "datetimepicker") {
    const local = (seconds: number) => {
      const date = new Date(seconds * 1000);
      return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
    };
    return (
      <input className="field field-short" type="datetime-local" {...named(props)} value={held.selected_date_time ? local(held.selected_date_time) : ""}
        onChange={(event) => {
          const at = Date.parse(event.target.value);
          props.onChange({ type: element.type, selected_date_time: Number.isNaN(at) ? null : Math.floor(at / 1000) }, true);
        }} />
    );
  }
  const date = element.type === "datepicker";
  return (
    <input className="field field-short" type={date ? "date" : "time"} {...named(props)} value={(date ? held.selected_date : held.selected_time) ?? ""}
      onChange={(event) => {
        const value = event.target.value || null;
        props.onChange(date ? { type: element.type, selected_date: value } : { type: element.type, selected_time: value }, true);
      }} />
  );
}

export function Choice(props: ChoiceProps) {
  const { say } = useSurface();
  switch (props.element.type) {
    case "static_select":
    case "users_select":
    case "conversations_select":
    case "channels_select":
      return <SelectOne {...props} />;
    case "multi_static_select":
    case "multi_users_select":
    case "multi_conversations_select":
    case "multi_channels_select":
      return <SelectMany {...props} />;
    case "radio_buttons":
    case "checkboxes":
      return <Boxes {...props} />;
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return <Line {...props} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <Moment {...props} />;
    default:
      return <span className="unknown" data-testid="unknown-element">{say("unsupportedInput", { type: props.element.type })}</span>;
  }
}

const typed = new Set(["plain_text_input", "email_text_input", "url_text_input", "number_input"]);

/** An input block: label, control, hint, and the reason for a refusal right beside the control. */
export function InputBlock({ block, block_id, error }: { block: Block; block_id: string; error: string | undefined }) {
  const surface = useSurface();
  const element = block.element as Element;
  const id = useId();
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const action_id = element.action_id ?? element.type;
  const grouped = element.type === "radio_buttons" || element.type === "checkboxes";
  const triggers = (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]) as string[];
  const change = (state: ElementState, settled: boolean) => {
    surface.hold(block_id, action_id, state);
    if (!block.dispatch_action) return;
    window.clearTimeout(timer.current);
    if (settled) surface.act({ ...state, block_id, action_id });
    else if (triggers.includes("on_character_entered")) {
      // One action for a burst of keys, as Slack does: the app is asked about words, not letters.
      timer.current = window.setTimeout(() => surface.act({ ...state, block_id, action_id }), 300);
    }
  };
  const enter =
    block.dispatch_action && typed.has(element.type) && triggers.includes("on_enter_pressed") && !element.multiline
      ? () => surface.act({ ...(surface.held(block_id, action_id) ?? firstState(element, surface.current)), block_id, action_id })
      : undefined;
  const described = [error ? `${id}-error` : "", block.hint ? `${id}-hint` : ""].filter(Boolean).join(" ") || undefined;
  const label = (
    <>
      <Txt of={block.label} />
      {block.optional && <span className="optional"> {surface.say("optional")}</span>}
    </>
  );
  return (
    <div className={error ? "input input-wrong" : "input"} data-testid="input" data-block-id={block_id}>
      {grouped ? <div className="label">{label}</div> : <label className="label" htmlFor={id}>{label}</label>}
      <Choice element={element} block_id={block_id} label={plain(block.label)} {...(grouped ? {} : { id })} {...(described ? { describedBy: described } : {})}
        invalid={!!error} disabled={surface.busy} onChange={change} onEnter={enter} />
      {error && <p className="error" id={`${id}-error`} role="alert" data-testid="field-error"><span aria-hidden="true">⚠ </span>{error}</p>}
      {block.hint && <p className="hint" id={`${id}-hint`}><Txt of={block.hint} /></p>}
      {enter && <p className="hint">{surface.say("enterHint")}</p>}
    </div>
  );
}
