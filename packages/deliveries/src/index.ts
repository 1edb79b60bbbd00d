export type { Mailer, Senders } from './channels/channel.ts';
export { type DeliverDeps, deliver, recoverAbandoned } from './deliver.ts';
export { createMailer, type MailSettings } from './mailer.ts';
export { createPost, type Post, type PostOptions } from './post.ts';
