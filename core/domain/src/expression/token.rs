//! Words and signs of an expression.

use super::{Fault, MAX_LENGTH, MAX_TOKENS, Span};

/// A word or sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    /// A word in small letters: of the language, a function or a field.
    Word(String),
    Sign(&'static str),
    End,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub token: Token,
    pub at: Span,
}

/// Signs, longer ones first.
const SIGNS: [&str; 14] = ["<=", ">=", "<>", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ","];

/// What is typed with a Chinese keyboard is read like its sibling.
fn plain(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '，' => ',',
        '＝' => '=',
        '＞' => '>',
        '＜' => '<',
        '＋' => '+',
        '－' => '-',
        '＊' | '×' => '*',
        '／' | '÷' => '/',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Reads the tokens of a text; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, Fault> {
    let chars: Vec<char> = text.chars().collect();
    let whole = Span { from: 0, to: chars.len() };
    if chars.len() > MAX_LENGTH {
        return Err(Fault { at: whole, problem: "too_long", subject: MAX_LENGTH.to_string() });
    }
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(c) = chars.get(from).copied().map(plain) {
        if c.is_whitespace() {
            from += 1;
            continue;
        }
        if found.len() >= MAX_TOKENS {
            return Err(Fault { at: whole, problem: "too_long", subject: MAX_TOKENS.to_string() });
        }
        let (token, to) = match c {
            '\'' | '"' => quoted(&chars, from, c)?,
            '0'..='9' | '.' => number(&chars, from)?,
            'a'..='z' | 'A'..='Z' | '_' => word(&chars, from),
            _ => sign(&chars, from)?,
        };
        found.push(Placed { token, at: Span { from, to } });
        from = to;
    }
    found.push(Placed { token: Token::End, at: Span { from: chars.len(), to: chars.len() } });
    Ok(found)
}

fn while_in(chars: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    chars.iter().skip(from).position(|c| !belongs(*c)).map_or(chars.len(), |length| from + length)
}

/// A text between quotation marks; a mark that is written twice is itself.
fn quoted(chars: &[char], from: usize, mark: char) -> Result<(Token, usize), Fault> {
    let mut text = String::new();
    let mut at = from + 1;
    loop {
        match chars.get(at).copied() {
            None => {
                let at = Span { from, to: chars.len() };
                return Err(Fault { at, problem: "unfinished_text", subject: mark.to_string() });
            }
            Some(c) if plain(c) == mark => {
                if chars.get(at + 1).copied().map(plain) != Some(mark) {
                    return Ok((Token::Text(text), at + 1));
                }
                text.push(mark);
                at += 2;
            }
            Some(c) => {
                text.push(c);
                at += 1;
            }
        }
    }
}

fn number(chars: &[char], from: usize) -> Result<(Token, usize), Fault> {
    let to = while_in(chars, from, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
    let text: String = chars.get(from..to).unwrap_or_default().iter().collect();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match text.parse::<f64>() {
        Ok(n) if plain && n.is_finite() => Ok((Token::Number(n), to)),
        _ => Err(Fault { at: Span { from, to }, problem: "not_a_number", subject: text }),
    }
}

fn word(chars: &[char], from: usize) -> (Token, usize) {
    let to = while_in(chars, from, |c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    let text: String = chars.get(from..to).unwrap_or_default().iter().collect();
    (Token::Word(text.to_ascii_lowercase()), to)
}

fn sign(chars: &[char], from: usize) -> Result<(Token, usize), Fault> {
    let next = |n: usize| chars.get(from + n).copied().map(plain);
    let fits = |sign: &&&str| sign.chars().enumerate().all(|(n, c)| next(n) == Some(c));
    match SIGNS.iter().find(fits) {
        Some(sign) => Ok((Token::Sign(sign), from + sign.len())),
        None => {
            let subject = chars.get(from).map(char::to_string).unwrap_or_default();
            Err(Fault { at: Span { from, to: from + 1 }, problem: "unexpected", subject })
        }
    }
}
