//! Every setting: its variable, its default, what it does. `.env.sample` repeats this page for operators.
//!
//! Settings come from the environment only (and from the flags of a command, which win). A variable that begins with
//! `CAIYAN_` and is not named here stops the program with the nearest name that is.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use url::Url;

/// Names of all variables read by [`Config::from_env`].
const KNOWN: &[&str] = &[
    "CAIYAN_DATA_DIR",
    "CAIYAN_LISTEN",
    "CAIYAN_BASE_URL",
    "CAIYAN_LOG",
    "CAIYAN_TRUSTED_PROXIES",
    "CAIYAN_KIOSKS",
    "CAIYAN_SECRET",
    "CAIYAN_SITE_NAME",
    "CAIYAN_ORGANISER",
    "CAIYAN_PHONE",
    "CAIYAN_FILINGS",
    "CAIYAN_WORKERS",
];

/// How this installation is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// `CAIYAN_DATA_DIR` (`./data`): database, index, secret key.
    pub data_dir: PathBuf,
    /// `DATABASE_URL`: `postgres://…`; without it SQLite in the data directory.
    pub database_url: Option<String>,
    /// `CAIYAN_LISTEN` (`127.0.0.1:8080`).
    pub listen: SocketAddr,
    /// `CAIYAN_BASE_URL`: public origin and sub-path, e.g. `https://example.gov.cn/lflxd`. Default: `http://` and the address listened on.
    pub base_url: Option<Url>,
    /// `CAIYAN_LOG` (`info`): what is logged, in the language of `tracing`'s filters.
    pub log: String,
    /// `CAIYAN_TRUSTED_PROXIES`: addresses whose `X-Forwarded-For` is believed, separated by commas.
    pub trusted_proxies: Vec<IpAddr>,
    /// `CAIYAN_KIOSKS`: addresses that many people share (a terminal at a contact point) and that no rate limit holds back.
    pub kiosks: Vec<IpAddr>,
    /// `CAIYAN_SECRET`: 64 hexadecimal digits; needed when several processes share a PostgreSQL. Default: `secret.key` in the data directory.
    pub secret: Option<[u8; 32]>,
    /// `CAIYAN_SITE_NAME`: shown in the head of every page.
    pub site_name: Option<String>,
    /// `CAIYAN_ORGANISER`: 主办单位, shown in the foot.
    pub organiser: Option<String>,
    /// `CAIYAN_PHONE`: the number people call who need help.
    pub phone: Option<String>,
    /// `CAIYAN_FILINGS`: 网站标识码、备案号 and the like, as shown in the foot.
    pub filings: Option<String>,
    /// `CAIYAN_WORKERS`: threads that answer requests. Default: one per core.
    pub workers: Option<usize>,
}

/// A setting that cannot be used. Its text names the variable and says what to write.
#[derive(Debug, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct ConfigError {
    /// The environment variable.
    pub variable: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

fn wrong(variable: &str, problem: impl Into<String>) -> ConfigError {
    ConfigError { variable: variable.to_owned(), problem: problem.into() }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            database_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: None,
            log: "info".to_owned(),
            trusted_proxies: Vec::new(),
            kiosks: Vec::new(),
            secret: None,
            site_name: None,
            organiser: None,
            phone: None,
            filings: None,
            workers: None,
        }
    }
}

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(std::env::vars_os().map(|(k, v)| (k.to_string_lossy().into_owned(), v.to_string_lossy().into_owned())))
    }

    /// Reads given variables; [`Config::from_env`] without the environment.
    pub fn read(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        for (name, value) in variables {
            let value = value.trim();
            if !(name.starts_with("CAIYAN_") || name == "DATABASE_URL") || value.is_empty() {
                continue;
            }
            config.set(&name, value)?;
        }
        Ok(config)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        match name {
            "DATABASE_URL" => self.database_url = Some(database_url(value)?),
            "CAIYAN_DATA_DIR" => self.data_dir = PathBuf::from(value),
            "CAIYAN_LISTEN" => {
                self.listen =
                    value.parse().map_err(|_| wrong(name, format!("“{value}” is not an address; write for example 127.0.0.1:8080")))?;
            }
            "CAIYAN_BASE_URL" => self.base_url = Some(base_url(value)?),
            "CAIYAN_LOG" => value.clone_into(&mut self.log),
            "CAIYAN_TRUSTED_PROXIES" => self.trusted_proxies = addresses(name, value)?,
            "CAIYAN_KIOSKS" => self.kiosks = addresses(name, value)?,
            "CAIYAN_SECRET" => self.secret = Some(secret(value)?),
            "CAIYAN_SITE_NAME" => self.site_name = Some(value.to_owned()),
            "CAIYAN_ORGANISER" => self.organiser = Some(value.to_owned()),
            "CAIYAN_PHONE" => self.phone = Some(value.to_owned()),
            "CAIYAN_FILINGS" => self.filings = Some(value.to_owned()),
            "CAIYAN_WORKERS" => {
                let workers = value.parse().ok().filter(|n| (1..=256).contains(n));
                self.workers = Some(workers.ok_or_else(|| wrong(name, "write a number from 1 to 256"))?);
            }
            unknown => {
                let nearest = KNOWN.iter().max_by_key(|known| alike(known, unknown)).copied().unwrap_or_default();
                return Err(wrong(unknown, format!("no such setting; did you mean {nearest}?")));
            }
        }
        Ok(())
    }

    /// The public address without a slash at the end.
    pub fn public_url(&self) -> String {
        match &self.base_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }

    /// The path under which the site lives: empty, or `/lflxd`.
    pub fn base_path(&self) -> String {
        self.base_url.as_ref().map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default()
    }

    /// Whether people reach the site by HTTPS, so that cookies may be `Secure` with the `__Host-` prefix.
    pub fn is_https(&self) -> bool {
        self.base_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

fn database_url(value: &str) -> Result<String, ConfigError> {
    if value.starts_with("postgres://") || value.starts_with("postgresql://") {
        Ok(value.to_owned())
    } else {
        Err(wrong("DATABASE_URL", "write postgres://user:password@host/database, or unset it to use SQLite in the data directory"))
    }
}

fn base_url(value: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(value).ok().filter(|u| matches!(u.scheme(), "http" | "https") && u.host().is_some());
    let url = url.filter(|u| u.query().is_none() && u.fragment().is_none());
    url.ok_or_else(|| {
        wrong("CAIYAN_BASE_URL", format!("“{value}” is not a public address; write for example https://example.gov.cn/lflxd"))
    })
}

fn addresses(name: &str, value: &str) -> Result<Vec<IpAddr>, ConfigError> {
    let each = value.split(',').map(str::trim).filter(|part| !part.is_empty());
    each.map(|part| part.parse().map_err(|_| wrong(name, format!("“{part}” is not an IP address")))).collect()
}

fn secret(value: &str) -> Result<[u8; 32], ConfigError> {
    unhex(value).ok_or_else(|| wrong("CAIYAN_SECRET", "write 64 hexadecimal digits, for example from: openssl rand -hex 32"))
}

/// 64 hexadecimal digits as 32 bytes.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? * 16 + pair.get(1)?)).collect();
    (digits.len() == 64).then(|| bytes.try_into().ok()).flatten()
}

/// Letters in common at the same distance from either end: enough to name the nearest setting.
fn alike(a: &str, b: &str) -> usize {
    let front = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let back = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    front + back
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, value: &str) -> Result<Config, String> {
        Config::read([(name.to_owned(), value.to_owned())]).map_err(|e| e.to_string())
    }

    #[test]
    fn an_unknown_setting_names_the_nearest() {
        let problem = read("CAIYAN_LISTNE", "127.0.0.1:1").err().unwrap_or_default();
        assert!(problem.contains("CAIYAN_LISTEN"), "{problem}");
    }

    #[test]
    fn wrong_values_say_what_to_write() {
        for (name, value) in [
            ("CAIYAN_LISTEN", "here"),
            ("DATABASE_URL", "mysql://x"),
            ("CAIYAN_BASE_URL", "example.gov.cn"),
            ("CAIYAN_SECRET", "short"),
            ("CAIYAN_TRUSTED_PROXIES", "a"),
            ("CAIYAN_WORKERS", "0"),
        ] {
            let problem = read(name, value).err().unwrap_or_default();
            assert!(problem.starts_with(name), "{name}: {problem}");
        }
    }

    #[test]
    fn a_base_url_gives_the_sub_path() {
        let config = read("CAIYAN_BASE_URL", "https://example.gov.cn/lflxd/");
        assert_eq!(config.map(|c| (c.base_path(), c.is_https())), Ok(("/lflxd".to_owned(), true)));
    }
}
