//! The adapters against the sandbox: two implementations that share no code.

mod alipay;
mod arbitrary;
mod bills;
mod checkout;
mod flows;
mod openssl;
mod process;
mod town;
mod trouble;
mod wechat;
