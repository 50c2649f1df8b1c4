# 客户查看和修改自己资料的页面。读者没有账号，用语要平实。

## 身份确认
portal-details-by-mail = 通过邮箱打开
portal-details-email = 您的电子邮箱
portal-details-email-hint = 如果我们有此邮箱的记录，会发送一个仅供您使用的链接。
portal-details-send-link = 发送链接
portal-details-by-account = 使用服务账号打开
portal-details-account = 服务账号
portal-details-password = 密码
portal-details-open = 打开
portal-details-ask = 请向我们索取您的专属链接，即可在此查看和修改资料。

## 结果
portal-details-sent = 如果我们有此邮箱的记录，邮件已经发出，链接三天内有效。没有收到？请查看垃圾邮件，或联系我们。
portal-details-ended = 链接已失效，请重新打开您的资料。
portal-details-saved = 谢谢，资料已保存。
portal-details-waits = 谢谢，我们审核后即生效。
portal-details-same = 没有任何修改。

## 资料
portal-details-waiting = 已提交，等待审核
portal-details-emptied = 清空
portal-details-review = 修改经我们审核后生效。
portal-details-private = 本页仅供您本人使用。在公用设备上，用完请关闭页面。
portal-details-now = 现在的内容：{ $value }
portal-details-now-empty = 现在为空。

## 问题
portal-problem-wrong-account = 账号与密码不符。密码错误五次，账号将锁定 15 分钟。
portal-problem-moved = 此项刚刚被修改，现在的内容见上方；再次保存将写入您的内容。
portal-problem-not-whole = 请填写整数。
portal-problem-out-of-range = 数字超出范围。
portal-problem-not-the-form = 格式不符合要求。
portal-problem-not-a-web-address = 网址格式不对，例如 www.example.com。
portal-problem-not-a-place = 请填写纬度和经度，例如 31.23, 121.47。
portal-problem-too-many = 数量过多。
portal-error-details-closed = 此页面已关闭
portal-error-details-closed-text = 目前无法在此修改资料，请来电联系我们。
