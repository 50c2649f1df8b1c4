# 账号和密码之外的登录：电脑端和手机端还要问什么。

## 第二步
sign-in-code = 验证码
sign-in-code-hint = 身份验证器应用中的六位数字，或一个恢复码。
sign-in-code-wrong = 验证码不对或已经用过，请等下一个。
sign-in-setup-needed = 贵单位要求两步登录。请先在电脑端设置：用浏览器打开本服务器地址加 /desk。

## 临时密码
sign-in-new-password = 新密码
sign-in-new-password-needed = 这是管理员给的临时密码，请设一个自己的密码。
sign-in-new-password-refused = 这个密码不能用，请换一个。

## 身份提供方
sign-in-or = 或
sign-in-with = 用{ $name }登录
sign-in-provider-failed = 没能用单位账号登录。请再试一次，或联系管理员。
sign-in-provider-nobody = 这里没有账号使用该邮箱地址，请联系管理员。

## 新密码的要求
password-hint = 至少 { $count } 个字符。可以用一句短话，不要求特殊字符。
password-too-short = 不足 { $count } 个字符。
password-too-long = 太长了。
password-a-name = 这几乎就是别人知道的名字。
password-common = 这是最先被人尝试的密码之一。
password-same = 这就是现在的密码。
password-wrong = 这不是现在的密码。
