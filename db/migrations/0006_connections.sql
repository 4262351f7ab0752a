CREATE TABLE `connections` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`onlyfans_user_id` text NOT NULL,
	`name` text DEFAULT '' NOT NULL,
	`username` text DEFAULT '' NOT NULL,
	`avatar` text,
	`status` text NOT NULL,
	`reason` text,
	`two_factor` text,
	`source` text NOT NULL,
	`permissions` text NOT NULL,
	`client_reference_id` text,
	`checks_regularly` integer DEFAULT false NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`expired_at` integer,
	`last_checked_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `connections_one_per_user` ON `connections` (`onlyfans_user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `connections_one_per_account` ON `connections` (`account_id`);--> statement-breakpoint
CREATE INDEX `connections_by_reference` ON `connections` (`client_reference_id`);--> statement-breakpoint
CREATE INDEX `connections_by_age` ON `connections` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`connection_id` text NOT NULL,
	`revision` integer NOT NULL,
	`sealed` text,
	`user_agent` text NOT NULL,
	`source` text NOT NULL,
	`captured_at` integer NOT NULL,
	`captured_from` text,
	`captured_by` text NOT NULL,
	`verdict` text,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_by_revision` ON `sessions` (`connection_id`,`revision`);--> statement-breakpoint
CREATE TABLE `signing_rules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`source` text NOT NULL,
	`rules` text NOT NULL,
	`digest` text NOT NULL,
	`fetched_at` integer NOT NULL,
	`confirmed_at` integer NOT NULL,
	`outdated_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signing_rules_by_digest` ON `signing_rules` (`digest`);--> statement-breakpoint
CREATE TABLE `webhook_attempts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`delivery_id` text NOT NULL,
	`at` integer NOT NULL,
	`status` integer,
	`failure` text,
	`duration_ms` integer NOT NULL,
	`answer` text,
	FOREIGN KEY (`delivery_id`) REFERENCES `webhook_deliveries`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_attempts_by_delivery` ON `webhook_attempts` (`delivery_id`,`at`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint_id` text NOT NULL,
	`event_id` integer,
	`sequence` integer NOT NULL,
	`type` text NOT NULL,
	`order_key` text,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`endpoint_id`) REFERENCES `webhook_endpoints`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_once` ON `webhook_deliveries` (`endpoint_id`,`event_id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`state`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_in_order` ON `webhook_deliveries` (`endpoint_id`,`order_key`,`state`,`sequence`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_age` ON `webhook_deliveries` (`created_at`);--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`events` text NOT NULL,
	`signature` text DEFAULT 'standard' NOT NULL,
	`secret` text NOT NULL,
	`former_secret` text,
	`former_secret_until` integer,
	`cursor` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`disabled_at` integer,
	`disabled_why` text
);
