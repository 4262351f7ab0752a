import type { Settings } from './settings.ts'

export function settingsJson(settings: Settings) {
  return {
    organisation_name: settings.organisationName,
    accounts_per_proxy: settings.accountsPerProxy,
    rest_days: settings.restDays,
    default_permissions: settings.defaultPermissions,
    link_redirect_urls: settings.linkRedirectUrls,
    require_totp: settings.requireTotp,
    move_limit_account_minutes: settings.moveLimitAccountMinutes,
    move_limit_account_per_day: settings.moveLimitAccountPerDay,
    move_limit_install_percent: settings.moveLimitInstallPercent,
    move_limit_install_minutes: settings.moveLimitInstallMinutes,
  }
}
