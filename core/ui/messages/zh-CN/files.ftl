# 桌面端的文件：选择、发送、查看、移除；以及离开有未保存更改的页面。

## 文件字段
files-add = 添加文件
files-add-to = 为“{ $label }”添加文件
files-hint = 最多 { $count } 个文件，每个不超过 { $limit }。选好后立即上传，保存后才归入此处。
files-none = 还没有文件。
files-sending = 正在上传，{ $percent }%
files-sending-named = 正在上传 { $name }
files-there = { $name } 已上传
files-opens = 在新标签页中打开
files-remove = 移除 { $name }
files-give-up = 取消上传 { $name }
files-again = 重新上传 { $name }
files-not-here = 尚未到达服务器
files-nameless = 未命名文件

## 文件不被接受的原因
files-too-large = “{ $name }”有 { $size }，上限是 { $limit }。
files-empty = “{ $name }”是空文件，或者是文件夹。
files-program = “{ $name }”是程序文件，这里不存放程序。
files-too-many = 有 { $count } 个文件未加入：总共最多 { $limit } 个。
files-unreadable = 无法从本机读取此文件，请重新选择。
files-wait = 还有 { $count } 个文件没有到达服务器。请等待、重新上传或取消，然后再保存。
files-added-to-all = 这些文件会加到每一个所选对象；原有文件保留不变。
files-choose-some = 请至少选择一个文件。

## 离开有未保存更改的页面
unsaved-title = 不保存就离开吗？
unsaved-text = 您在本页所做的更改尚未保存，离开后会丢失。
unsaved-leave = 不保存，直接离开

## 不存在的内容
gone-visit = 没有这个上门任务
gone-ticket = 没有这张工单
gone-company = 没有这家公司
gone-contact = 没有这位联系人
gone-asset = 没有这条记录
gone-text = 它不存在，或您的账号无权查看。
gone-to-visits = 返回上门任务列表
gone-to-tickets = 返回工单列表
gone-to-customers = 返回客户列表
