// The data the playground's server speaks of, and the parts of Block Kit the page draws.

export type Lang = "fr" | "en";
export type Bilingual = { fr: string; en: string };

export type Person = {
  id: string;
  name: string;
  real_name: string;
  title: string;
  locale: string;
  is_admin: boolean;
  is_bot: boolean;
  color: string;
};
export type Channel = { id: string; name: string; is_im: boolean; topic: string; unread: number };
export type Control = { id: string; label: Bilingual; hint: Bilingual };
export type Workspace = {
  team: { id: string; name: string };
  me: Person;
  people: Person[];
  controls: Control[];
  channels: Channel[];
  clock: string | null;
  bot: Person;
  connected: boolean;
  commands: string[];
};
export type FileOf = { id: string; name: string; mimetype: string; url: string; alt_txt: string };
export type Message = {
  ts: string;
  user: string;
  text: string;
  blocks: Block[] | null;
  reactions: { name: string; users: string[] }[];
  ephemeral: boolean;
  edited: boolean;
  files: FileOf[];
  thread_ts: string | null;
};

export type Text = { type: string; text: string; emoji?: boolean; verbatim?: boolean };
export type Option = { text: Text; value: string; description?: Text; url?: string };
export type OptionGroup = { label: Text; options: Option[] };
export type Confirm = { title: Text; text: Text; confirm: Text; deny: Text; style?: string };
export type Picture = { image_url?: string; slack_file?: { id?: string; url?: string }; alt_text?: string };

/** A block or an element, as the app sent it: any field may be missing or unknown to this page. */
export type Block = {
  type: string;
  block_id?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [key: string]: any;
};
export type Element = Block & { action_id?: string };

/** What an element holds, in the shape of Slack's `view.state.values`. */
export type ElementState = {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_user?: string | null;
  selected_users?: string[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
  selected_channel?: string | null;
  selected_channels?: string[];
  selected_date?: string | null;
  selected_time?: string | null;
  selected_date_time?: number | null;
};
export type StateValues = Record<string, Record<string, ElementState>>;

export type View = {
  id: string;
  hash?: string;
  type: string;
  title?: Text;
  submit?: Text | null;
  close?: Text | null;
  blocks: Block[];
  state_errors?: Record<string, string>;
  submit_disabled?: boolean;
};

export type Container = { type: "message"; channel: string; ts: string } | { type: "view"; view_id: string };
export type Action = { type: string; block_id: string; action_id: string } & Partial<ElementState>;
